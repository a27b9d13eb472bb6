import { Validations } from "aws-cdk-lib";
import type { Alarm } from "aws-cdk-lib/aws-cloudwatch";
import { LambdaApplication, LambdaDeploymentConfig, LambdaDeploymentGroup } from "aws-cdk-lib/aws-codedeploy";
import type { Alias } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import type { StackSettings } from "./settings.ts";

/** Alarms that can go off because of new code. A database that is down is no reason to take code back. */
const causedByCode = ["GatewayErrors", "DataErrors", "FailedReports"];

/**
 * Lets AWS CodeDeploy move the functions' aliases to new versions by and by, and back when an alarm goes off
 * (AWS: "Deployments on an AWS Lambda compute platform"). CloudFormation then undoes the whole deployment.
 * @param made the alarms of the stack, by their ids
 */
export function gradualDeployment(
  scope: Construct,
  { gradualDeployment: way }: StackSettings,
  aliases: Readonly<Record<string, Alias | null>>,
  made: ReadonlyMap<string, Alarm>,
): void {
  if (way === null) return;
  const application = new LambdaApplication(scope, "Deployments");
  const deploymentConfig = LambdaDeploymentConfig.fromLambdaDeploymentConfigName(
    scope,
    "DeploymentWay",
    `CodeDeployDefault.Lambda${way}`,
  );
  for (const [id, alias] of Object.entries(aliases)) {
    if (alias === null) continue;
    const group = new LambdaDeploymentGroup(scope, id, {
      application,
      alias,
      deploymentConfig,
      alarms: causedByCode.flatMap((name) => made.get(name) ?? []),
    });
    Validations.of(group.role).acknowledge({
      id: "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited]",
      reason: "AWS prescribes this managed policy for CodeDeploy's role, which no code of this API has.",
    });
  }
}
