import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { encodeSettings } from "../lambdas/settings.ts";
import packageJson from "../package.json" with { type: "json" };
import { nodeFunction } from "./function.ts";
import type { StackSettings } from "./settings.ts";

/** The function that answers every route. */
export function dataFunction(scope: Construct, settings: StackSettings): LambdaFunction {
  return nodeFunction(scope, "DataFunction", settings, {
    entry: "lambdas/data/handler.ts",
    description: "Answers pulls and saves of the Interject data API",
    memoryMb: settings.dataMemoryMb,
    timeoutSeconds: settings.dataTimeoutSeconds,
    reservedConcurrency: settings.dataReservedConcurrency,
    environment: encodeSettings({
      name: packageJson.name,
      version: packageJson.version,
      corsOrigin: settings.corsOrigin,
      contradictingIds: settings.contradictingIds,
      contradictingNames: settings.contradictingNames,
    }),
  });
}
