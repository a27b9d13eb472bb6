import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Duration, RemovalPolicy, Validations } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  ApplicationLogLevel,
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { bundle, type FunctionBundle } from "./bundle.ts";
import { SettingInvalid } from "./setting-sources.ts";
import type { StackSettings } from "./settings.ts";

/** What differs between the functions of this API. */
export interface NodeFunction extends FunctionBundle {
  readonly description: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** Executions at a time, at most; null shares the account's. */
  readonly reservedConcurrency: number | null;
  readonly environment: Readonly<Record<string, string>>;
  /** Texts of files beside the bundle, by their names; default none. */
  readonly files?: Readonly<Record<string, string>>;
}

/**
 * The one way to make a function here: Node 24 on arm64, a bundle of its own, a log group that forgets, and a
 * role that may write to that log group and nothing else. Who makes a function grants what else it needs.
 */
export function nodeFunction(
  scope: Construct,
  id: string,
  settings: StackSettings,
  part: NodeFunction,
): LambdaFunction {
  const logGroup = new LogGroup(scope, `${id}Logs`, {
    retention: settings.logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  // Not the managed AWSLambdaBasicExecutionRole: that one may write to every log group of the account.
  const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
  role.addToPolicy(
    new PolicyStatement({
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [logGroup.logGroupArn],
    }),
  );
  refuseLargeEnvironment(id, part.environment);
  const directory = bundle(part);
  try {
    for (const [name, text] of Object.entries(part.files ?? {})) writeFileSync(join(directory, name), text);
    const made = new LambdaFunction(scope, id, {
      description: part.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(directory),
      handler: "index.handler",
      memorySize: part.memoryMb,
      timeout: Duration.seconds(part.timeoutSeconds),
      ...(part.reservedConcurrency === null
        ? {}
        : { reservedConcurrentExecutions: part.reservedConcurrency }),
      role,
      logGroup,
      // Structured lines from the platform too: a crash before the first line of code is then found like any
      // error.
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel[settings.logLevel],
      systemLogLevelV2: SystemLogLevel.INFO,
      tracing: settings.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      environment: {
        ...part.environment,
        NODE_OPTIONS: heapOptions(part.memoryMb),
        // Tells the metrics of two stacks in one account apart.
        SERVICE_NAME: `${settings.stackName}-${id}`,
        LOG_LEVEL: settings.logLevel,
      },
    });
    if (settings.tracing) acceptTracing(role);
    return made;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * How much memory Node may use. A pull makes much garbage: with 8 MB for young objects, where Lambda would
 * give 88 of 1,769, a million rows take less memory. Whoever sets this one must set the other too, as Lambda
 * gives its own 90 % only where neither is set: else V8 stops at half the memory, and at 2 GB at most.
 */
function heapOptions(memoryMb: number): string {
  const semiSpaceMb = Math.min(8, Math.floor(memoryMb * 0.05));
  return `--max-semi-space-size=${semiSpaceMb} --max-old-space-size=${Math.floor(memoryMb * 0.9)}`;
}

/**
 * Refuses an environment for which Lambda has no room (AWS: "Lambda quotas", 4 KB, with our other variables).
 * CloudFormation would say so only after minutes.
 * @throws SettingInvalid with the sentence to show
 */
function refuseLargeEnvironment(id: string, environment: Readonly<Record<string, string>>): void {
  const bytes = Buffer.byteLength(Object.entries(environment).flat().join(""));
  if (bytes <= 3_700) return;
  throw new SettingInvalid(
    `The settings of ${id} take ${bytes} bytes, and Lambda has room for 3,700; most of it is ${largest(environment)}. ` +
      "Shorten that list, have perClientFrom hold the databases of clients, or split the API into two stacks.",
  );
}

/** The name of the longest among the settings that `encodeSettings` has written into an environment. */
function largest(environment: Readonly<Record<string, string>>): string {
  const settings: object = JSON.parse(environment["SETTINGS"] ?? "{}");
  const sizes = Object.entries(settings).map(([name, value]) => ({
    name,
    size: JSON.stringify(value).length,
  }));
  return sizes.toSorted((one, other) => other.size - one.size)[0]?.name ?? "not known";
}

function acceptTracing(role: Role): void {
  Validations.of(role).acknowledge({
    id: "AwsSolutions-IAM5[Resource::*]",
    reason: "Sending X-Ray traces has no resource to name: its two actions exist for all resources only.",
  });
}
