import { CloudFormationClient, DescribeStackResourcesCommand } from "@aws-sdk/client-cloudformation";
import {
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import type { StackSettings } from "../settings.ts";
import { type Account, mayNotAsk, patience } from "./account.ts";

/** What Lambda always leaves to functions that reserve nothing (AWS: "Configuring reserved concurrency"). */
const leftForOthers = 100;

/** The settings that set executions aside. */
export type SetAside = Pick<
  StackSettings,
  "stackName" | "dataReservedConcurrency" | "dataProvisionedConcurrency" | "authorizerProvisionedConcurrency"
>;

/**
 * Looks whether the account has room for the executions that the settings set aside.
 * @returns what a person should know all the same, as a sentence; null if there is nothing
 * @throws Error with a sentence where there is no room: CloudFormation would say so only after minutes
 */
export async function checkExecutions(settings: SetAside, { region }: Account): Promise<string | null> {
  const lambda = new LambdaClient({ ...patience, region });
  try {
    const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
    const all = AccountLimit?.ConcurrentExecutions ?? 0;
    const free = Math.max(0, (AccountLimit?.UnreservedConcurrentExecutions ?? 0) - leftForOthers);
    const wanted = setAside(settings);
    const held = wanted > free ? await heldAlready(lambda, settings.stackName, region) : 0;
    if (wanted > free + held) {
      throw new Error(
        `The settings set ${wanted} executions aside, and Lambda has ${free + held} to give: of the ${all} that the ` +
          `account may have in ${region}, others hold some, and ${leftForOthers} stay free. ` +
          "Ask AWS for a higher quota of concurrent executions, or lower the settings of concurrency.",
      );
    }
    return all < leftForOthers
      ? `The account may have ${all} executions at a time in ${region}, which is few: ask AWS for a higher quota.`
      : null;
  } catch (error) {
    if (!mayNotAsk(error)) throw error;
    return "Whether the account has room for executions is not known: the credentials may not ask.";
  }
}

function setAside(settings: SetAside): number {
  const data = settings.dataReservedConcurrency ?? settings.dataProvisionedConcurrency ?? 0;
  return data + (settings.authorizerProvisionedConcurrency ?? 0);
}

/** What the data function that is deployed already has of its own; 0 where none is. */
async function heldAlready(lambda: LambdaClient, stackName: string, region: string): Promise<number> {
  const cloudFormation = new CloudFormationClient({ ...patience, region });
  try {
    const { StackResources = [] } = await cloudFormation.send(
      new DescribeStackResourcesCommand({ StackName: stackName }),
    );
    const found = StackResources.find(
      ({ ResourceType, LogicalResourceId }) =>
        ResourceType === "AWS::Lambda::Function" && LogicalResourceId?.startsWith("DataFunction"),
    );
    if (found?.PhysicalResourceId === undefined) return 0;
    const { ReservedConcurrentExecutions } = await lambda.send(
      new GetFunctionConcurrencyCommand({ FunctionName: found.PhysicalResourceId }),
    );
    return ReservedConcurrentExecutions ?? 0;
  } catch (error) {
    // CloudFormation's words for a stack that is not there.
    if (error instanceof Error && error.name === "ValidationError") return 0;
    throw error;
  }
}
