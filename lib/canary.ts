import { Duration } from "aws-cdk-lib";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction as FunctionTarget } from "aws-cdk-lib/aws-events-targets";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { CanarySettings } from "../lambdas/settings/canary.ts";
import { encodeSettings } from "../lambdas/settings/functions.ts";
import { nodeFunction } from "./function.ts";
import type { StackSettings } from "./settings.ts";

/** Often enough for an alarm within half an hour, and some three thousand pulls a month. */
const everyMinutes = 15;

/**
 * A function that pulls a report every quarter of an hour, where the setting `canary` asks for it; null where
 * it does not. It may read its own secret and nothing else.
 * @param baseUrl the API's address, as a caller on the internet has it
 */
export function canary(scope: Construct, settings: StackSettings, baseUrl: string): LambdaFunction | null {
  if (settings.canary === null) return null;
  const made = nodeFunction(scope, "CanaryFunction", settings, {
    entry: "lambdas/canary/handler.ts",
    description: "Pulls a report of the Interject data API now and then, as a user would",
    memoryMb: 256,
    timeoutSeconds: 120,
    reservedConcurrency: 1,
    environment: encodeSettings(CanarySettings, { baseUrl, canary: settings.canary }),
  });
  made.addToRolePolicy(
    new PolicyStatement({ actions: ["secretsmanager:GetSecretValue"], resources: [settings.canary.secret] }),
  );
  new Rule(scope, "CanarySchedule", {
    description: "Has the canary pull its report",
    schedule: Schedule.rate(Duration.minutes(everyMinutes)),
    // A run that failed is what the alarm counts: another would hide it.
    targets: [new FunctionTarget(made, { retryAttempts: 0 })],
  });
  return made;
}
