import { Validations } from "aws-cdk-lib";
import { Effect, Policy, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { CfnFunction, type Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { DataSettings } from "../lambdas/settings/data.ts";
import { encodeSettings } from "../lambdas/settings/functions.ts";
import packageJson from "../package.json" with { type: "json" };
import { grantConnections } from "./connection-grants.ts";
import { nodeFunction } from "./function.ts";
import { dataBundle } from "./function-bundles.ts";
import type { StackSettings } from "./settings.ts";

/**
 * The function that answers every route.
 * @param engines kinds of database that it must be able to use besides those of the settings
 */
export function dataFunction(
  scope: Construct,
  settings: StackSettings,
  engines: readonly string[],
): LambdaFunction {
  const made = nodeFunction(scope, "DataFunction", settings, {
    ...dataBundle(settings.connections, engines),
    description: "Answers pulls and saves of the Interject data API",
    memoryMb: settings.dataMemoryMb,
    timeoutSeconds: settings.dataTimeoutSeconds,
    reservedConcurrency: settings.dataReservedConcurrency,
    environment: encodeSettings(DataSettings, {
      ...settings,
      name: packageJson.name,
      version: packageJson.version,
    }),
  });
  grantConnections(made, settings.connections);
  if (settings.dataNetwork !== null) putInto(settings.dataNetwork, made);
  return made;
}

/**
 * Puts the function into a VPC and lets it make its network interfaces there (AWS: "Giving Lambda functions
 * access to resources in an Amazon VPC").
 */
function putInto(network: NonNullable<StackSettings["dataNetwork"]>, made: LambdaFunction): void {
  const { defaultChild } = made.node;
  if (!(defaultChild instanceof CfnFunction)) throw new Error("The function has no CloudFormation resource");
  defaultChild.vpcConfig = {
    subnetIds: [...network.subnetIds],
    securityGroupIds: [...network.securityGroupIds],
  };
  const { role } = made;
  if (role === undefined) throw new Error("The function has no role");
  made.addToRolePolicy(new PolicyStatement({ actions: networkActions, resources: ["*"] }));
  // Lambda itself needs these actions with the function's role, the function's code never does: of the two
  // only the code's calls carry the function's ARN (the same page, "Security best practices"). The policy
  // names the function, so it cannot be the one that the function waits for.
  const deny = new Policy(made, "NetworkActionsForLambdaAlone", {
    roles: [role],
    statements: [
      new PolicyStatement({
        effect: Effect.DENY,
        actions: [...networkActions, "ec2:DetachNetworkInterface"],
        resources: ["*"],
        conditions: { ArnEquals: { "lambda:SourceFunctionArn": made.functionArn } },
      }),
    ],
  });
  const acknowledged = {
    id: "AwsSolutions-IAM5[Resource::*]",
    reason:
      "Lambda makes a function's network interfaces with its role. AWS lists these actions for all resources.",
  };
  Validations.of(role).acknowledge(acknowledged);
  Validations.of(deny).acknowledge({ ...acknowledged, reason: "It denies, and so on all resources." });
}

const networkActions = [
  "ec2:CreateNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:DeleteNetworkInterface",
  "ec2:AssignPrivateIpAddresses",
  "ec2:UnassignPrivateIpAddresses",
];
