import {
  Alias,
  type IFunction,
  type IVersion,
  type Function as LambdaFunction,
} from "aws-cdk-lib/aws-lambda";
import type { StackSettings } from "./settings.ts";

/** A function as the gateway calls it. */
export interface Called {
  readonly target: IFunction;
  /** The target, where it is an alias. */
  readonly alias: Alias | null;
}

/**
 * The gateway calls a function itself, or an alias of it where the settings ask for something that only an
 * alias can have: executions kept ready, or a gradual deployment (AWS: "Create an alias for a Lambda
 * function"). Each deployment with other code or settings publishes a version, and moves the alias to it.
 * @param ready executions to keep ready; null keeps none
 */
export function liveAlias(
  made: LambdaFunction,
  ready: number | null,
  { gradualDeployment }: StackSettings,
): Called {
  if (ready === null && gradualDeployment === null) return { target: made, alias: null };
  const alias = new Alias(made, "Live", {
    aliasName: "live",
    version: made.currentVersion as IVersion,
    ...(ready === null ? {} : { provisionedConcurrentExecutions: ready }),
  });
  // CDK's classes are its interfaces only where an optional property may also be undefined.
  return { target: alias as IFunction, alias };
}
