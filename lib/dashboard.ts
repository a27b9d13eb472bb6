import { Duration } from "aws-cdk-lib";
import {
  Dashboard,
  GraphWidget,
  type IMetric,
  LogQueryWidget,
  MathExpression,
} from "aws-cdk-lib/aws-cloudwatch";
import type { Construct } from "constructs";
import { databaseUnavailable, fiveMinutes, namespace, type Observed, serviceOf } from "./metrics.ts";
import { savedQueries } from "./saved-queries.ts";
import type { StackSettings } from "./settings.ts";

const { period } = fiveMinutes;

/** One page of CloudWatch with what the alarms watch, over time. It is billed by the month, so a setting. */
export function dashboard(scope: Construct, settings: StackSettings, observed: Observed): void {
  const { api, authorizer, data, accessLogs } = observed;
  const stage = api.deploymentStage;
  const graph = (title: string, left: IMetric[], right: IMetric[] = []) =>
    new GraphWidget({ title, left, right, width: 12, height: 6 });
  const percentile = (statistic: string) => ({ period, statistic });
  const widgets = [
    [
      graph(
        "Requests, and answers of 4XX and 5XX",
        [stage.metricCount({ period }), stage.metricClientError({ period })],
        [stage.metricServerError({ period })],
      ),
      graph("Milliseconds until the answer was complete", [
        stage.metricLatency(percentile("p50")),
        stage.metricLatency(percentile("p95")),
        stage.metricLatency(percentile("Maximum")),
      ]),
    ],
    [
      graph(
        "Data function: errors and throttles, executions at a time",
        [data.metricErrors({ period }), data.metricThrottles({ period })],
        [data.metric("ConcurrentExecutions", percentile("Maximum"))],
      ),
      graph(
        "Data function: milliseconds an invocation",
        ["p50", "p95", "Maximum"].map((statistic) => data.metricDuration({ period, statistic })),
      ),
    ],
    [
      graph("Refused tokens by reason", [
        new MathExpression({
          expression: `SEARCH('{${namespace},service,reason} MetricName="TokenRefused" service="${serviceOf(settings, "AuthorizerFunction")}"', 'Sum')`,
          usingMetrics: {},
          label: "",
          period,
        }),
      ]),
      graph(
        "Authorizer: invocations, and those that refused or failed",
        [authorizer.metricInvocations({ period })],
        [authorizer.metricErrors({ period })],
      ),
    ],
    [
      // CloudWatch refuses a graph without any metric.
      ...(settings.connections.length === 0
        ? []
        : [
            graph(
              "Requests whose database could not be reached or refused the sign-in",
              settings.connections.map(({ name }) => databaseUnavailable(settings, name)),
            ),
          ]),
      new LogQueryWidget({
        title: "Slowest paths",
        logGroupNames: [accessLogs.logGroupName],
        queryLines: [...(savedQueries.find(({ id }) => id === "QuerySlowPaths")?.steps ?? [])],
        width: 12,
        height: 6,
      }),
    ],
  ];
  new Dashboard(scope, "Dashboard", {
    dashboardName: settings.stackName,
    defaultInterval: Duration.days(1),
    widgets,
  });
}
