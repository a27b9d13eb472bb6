import { Duration } from "aws-cdk-lib";
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { FilterPattern, MetricFilter } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { issuerOf } from "../lambdas/authorizer/issuer.ts";
import { alarmTopic } from "./alarm-topic.ts";
import {
  databaseUnavailable,
  fiveMinutes,
  keySetFetchFailed,
  namespace,
  type Observed,
  serviceOf,
} from "./metrics.ts";
import type { StackSettings } from "./settings.ts";

/** Adds an alarm that goes off where the metric reaches `threshold`. */
type AddAlarm = (
  id: string,
  metric: IMetric,
  threshold: number,
  description: string,
  periods?: number,
) => void;

/**
 * The alarms that the setting `alarms` asks for. `docs/runbook.md` has a section for each, by its id here.
 * @returns each by its id
 */
export function alarms(
  scope: Construct,
  settings: StackSettings,
  observed: Observed,
): ReadonlyMap<string, Alarm> {
  const all = new Map<string, Alarm>();
  if (settings.alarms === "none") return all;
  const notify = settings.alarmEmail === null ? null : new SnsAction(alarmTopic(scope, settings.alarmEmail));
  const add: AddAlarm = (id, metric, threshold, description, evaluationPeriods = 1) => {
    const made = new Alarm(scope, id, {
      // A mail begins with it; CloudFormation's own name for it would end in random letters.
      alarmName: `${settings.stackName}-${id}`.slice(0, 255),
      metric,
      threshold,
      evaluationPeriods,
      alarmDescription: `${description} What to do: ${id.split("-")[0]} in docs/runbook.md.`,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    if (notify !== null) made.addAlarmAction(notify);
    all.set(id, made);
  };
  basicAlarms(settings, observed, add);
  if (observed.canary !== null) {
    // Two runs, a quarter of an hour apart.
    const errors = observed.canary.metricErrors({ period: Duration.minutes(15), statistic: "Sum" });
    add("CanaryFailed", errors, 1, "The canary could not pull its report, twice in a row.", 2);
  }
  if (settings.alarms === "all") furtherAlarms(scope, settings, observed, add);
  return all;
}

/** What a user would notice. */
function basicAlarms(settings: StackSettings, { api, data }: Observed, add: AddAlarm): void {
  add(
    "GatewayErrors",
    api.deploymentStage.metricServerError(fiveMinutes),
    5,
    "Five or more requests in five minutes ended with a 5XX.",
  );
  add(
    "DataErrors",
    data.metricErrors(fiveMinutes),
    5,
    "Five or more invocations of the data function in five minutes crashed or ran out of time.",
  );
  add("DataThrottles", data.metricThrottles(fiveMinutes), 1, "The data function was refused an execution.");
  // The person in Excel reads of it in an answer of 200, which no other of these alarms sees.
  for (const { name } of settings.connections) {
    add(
      `DatabaseUnavailable-${name}`,
      databaseUnavailable(settings, name),
      3,
      `Three or more requests in five minutes could not reach the database ${name} or sign in to it.`,
    );
  }
}

/** What users would notice later, or what only some of them notice. */
function furtherAlarms(
  scope: Construct,
  settings: StackSettings,
  { api, authorizer, data }: Observed,
  add: AddAlarm,
): void {
  add(
    "FailedReports",
    failedReports(scope, settings, data),
    5,
    "Five or more reports in five minutes failed.",
  );
  add(
    "SlowAnswers",
    api.deploymentStage.metricLatency({ period: fiveMinutes.period, statistic: "p95" }),
    60_000,
    "For a quarter of an hour, one request in twenty took a minute or longer.",
    3,
  );
  // A refused token ends the invocation with an error, which CloudWatch counts for nothing.
  add(
    "RefusedTokens",
    authorizer.metricErrors(fiveMinutes),
    50,
    "Fifty or more tokens in five minutes were refused or could not be checked.",
  );
  for (const { name } of settings.issuers.map(issuerOf)) {
    add(
      `StaleKeySet-${name.replace(/^https?:\/\//, "").replaceAll("/", "-")}`,
      keySetFetchFailed(settings, name).with({ period: Duration.minutes(30) }),
      3,
      `Three or more fetches of the key set of ${name} in half an hour failed.`,
    );
  }
  add(
    "Concurrency",
    concurrencyInPercent(settings, data),
    80,
    "Four fifths of the executions at a time are in use.",
  );
}

/** The data function answers a failed report with 200, so a line of its log is what can be counted. */
function failedReports(scope: Construct, settings: StackSettings, data: LambdaFunction): Metric {
  const metricName = "ReportFailed";
  new MetricFilter(scope, "FailedReportLines", {
    logGroup: data.logGroup,
    filterPattern: FilterPattern.stringValue("$.message", "=", "report-failed"),
    metricNamespace: namespace,
    metricName,
    dimensions: { service: "$.service" },
  });
  const dimensionsMap = { service: serviceOf(settings, "DataFunction") };
  return new Metric({ namespace, metricName, dimensionsMap, ...fiveMinutes });
}

/**
 * Of the executions that the data function may have at a time, or else of those that the account may have
 * (AWS: "Monitoring concurrency", the metric `ClaimedAccountConcurrency`).
 */
function concurrencyInPercent(
  { dataReservedConcurrency: reserved }: StackSettings,
  data: LambdaFunction,
): IMetric {
  const highest = { period: Duration.minutes(1), statistic: "Maximum" };
  if (reserved !== null) {
    return new MathExpression({
      expression: `100 * used / ${reserved}`,
      usingMetrics: { used: data.metric("ConcurrentExecutions", highest) },
      period: highest.period,
      label: "Executions at a time, in percent of dataReservedConcurrency",
    });
  }
  const ofAccount = (metricName: string) => new Metric({ namespace: "AWS/Lambda", metricName, ...highest });
  return new MathExpression({
    expression: "100 * claimed / SERVICE_QUOTA(used)",
    usingMetrics: {
      claimed: ofAccount("ClaimedAccountConcurrency"),
      used: ofAccount("ConcurrentExecutions"),
    },
    period: highest.period,
    label: "Executions at a time, in percent of the account's",
  });
}
