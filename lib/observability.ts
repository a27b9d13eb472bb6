import { Aws, Duration } from "aws-cdk-lib";
import type { RestApi } from "aws-cdk-lib/aws-apigateway";
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { Construct } from "constructs";
import type { StackSettings } from "./settings.ts";

const period = Duration.minutes(5);

/**
 * Alarms on what a user would notice. The authorizer's errors raise no alarm: a refused token counts as an
 * error, and an authorizer that really fails shows as the gateway's 5XX.
 */
export function alarms(scope: Construct, settings: StackSettings, api: RestApi, data: LambdaFunction): void {
  const notify =
    settings.alarmEmail === null ? null : new SnsAction(mailingTopic(scope, settings.alarmEmail));
  const alarm = (id: string, metric: Metric, threshold: number, alarmDescription: string) => {
    const made = new Alarm(scope, id, {
      metric,
      threshold,
      alarmDescription,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    if (notify !== null) made.addAlarmAction(notify);
  };
  const sum = { period, statistic: "Sum" };
  alarm(
    "GatewayErrors",
    api.deploymentStage.metricServerError(sum),
    5,
    "Five or more requests in five minutes ended with a 5XX: look for responseType in the access log.",
  );
  alarm(
    "DataErrors",
    data.metricErrors(sum),
    5,
    "Five or more invocations of the data function in five minutes crashed or ran out of time: read its log.",
  );
  alarm(
    "DataThrottles",
    data.metricThrottles(sum),
    1,
    "The data function was refused an execution: raise dataReservedConcurrency or the account's concurrency.",
  );
  // The person in Excel reads of it in an answer of 200, which no other alarm sees.
  for (const { name } of settings.connections) {
    const metric = new Metric({
      namespace: "InterjectDataApi",
      metricName: "DatabaseUnavailable",
      dimensionsMap: { service: `${settings.stackName}-DataFunction`, connection: name },
      ...sum,
    });
    alarm(
      `DatabaseUnavailable-${name}`,
      metric,
      3,
      `Three or more requests in five minutes could not reach the database ${name} or sign in to it: ` +
        "read the data function's log.",
    );
  }
}

/**
 * A topic that CloudWatch's alarms may publish to. By default a topic lets its own account publish, but any
 * policy, such as that of `enforceSSL`, replaces this (AWS re:Post: "Why didn't I receive an SNS notification
 * for my CloudWatch alarm trigger?"; AWS: "Example cases for Amazon SNS access control").
 */
function mailingTopic(scope: Construct, address: string): Topic {
  const topic = new Topic(scope, "Alarms", { enforceSSL: true });
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: "AllowAlarms",
      principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
      actions: ["sns:Publish"],
      resources: [topic.topicArn],
      conditions: { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID } },
    }),
  );
  topic.addSubscription(new EmailSubscription(address));
  return topic;
}
