import { Duration } from "aws-cdk-lib";
import type { RestApi } from "aws-cdk-lib/aws-apigateway";
import { Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { ILogGroup } from "aws-cdk-lib/aws-logs";
import type { StackSettings } from "./settings.ts";

/** What of the stack alarms, dashboard and saved queries look at. */
export interface Observed {
  readonly api: RestApi;
  readonly accessLogs: ILogGroup;
  readonly authorizer: LambdaFunction;
  readonly data: LambdaFunction;
  /** Null where no canary pulls. */
  readonly canary: LambdaFunction | null;
}

/** Where the functions' own metrics are (`lambdas/metric.ts`). */
export const namespace = "InterjectDataApi";

/** The logger's service, by which the metrics of two stacks in an account are told apart. */
export function serviceOf({ stackName }: StackSettings, part: "AuthorizerFunction" | "DataFunction"): string {
  return `${stackName}-${part}`;
}

/** Each counts what happened in five minutes. */
export const fiveMinutes = { period: Duration.minutes(5), statistic: "Sum" };

/** How often a database could not be reached, or refused the sign-in (`log-unavailable.ts`). */
export function databaseUnavailable(settings: StackSettings, connection: string): Metric {
  return new Metric({
    namespace,
    metricName: "DatabaseUnavailable",
    dimensionsMap: { service: serviceOf(settings, "DataFunction"), connection },
    ...fiveMinutes,
  });
}

/** How often an issuer's key set could not be fetched (`key-sets.ts`). @param issuer its `iss` */
export function keySetFetchFailed(settings: StackSettings, issuer: string): Metric {
  return new Metric({
    namespace,
    metricName: "KeySetFetchFailed",
    dimensionsMap: { service: serviceOf(settings, "AuthorizerFunction"), issuer },
    ...fiveMinutes,
  });
}
