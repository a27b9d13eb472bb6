import { CloudFormationClient, DescribeStackResourcesCommand } from "@aws-sdk/client-cloudformation";
import { InvokeWithResponseStreamCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { type Probed, parseProbed } from "./report.ts";

/**
 * Asks the deployed data function, which has its own role, network and secrets, to try its connections. The
 * credentials of the shell need `cloudformation:DescribeStackResources` for the stack and
 * `lambda:InvokeFunction` for the function.
 * @param region null is the shell's
 * @throws Error with a sentence where the stack or the function cannot be reached
 */
export async function probeStack(stackName: string, region: string | null): Promise<Probed> {
  const place = region === null ? {} : { region };
  const functionName = await dataFunctionOf(stackName, place);
  const lambda = new LambdaClient(place);
  const { EventStream } = await lambda.send(
    new InvokeWithResponseStreamCommand({
      FunctionName: functionName,
      Payload: Buffer.from(JSON.stringify({ probe: true })),
    }),
  );
  const chunks: Uint8Array[] = [];
  for await (const { PayloadChunk, InvokeComplete } of EventStream ?? []) {
    if (PayloadChunk?.Payload !== undefined) chunks.push(PayloadChunk.Payload);
    if (InvokeComplete?.ErrorCode !== undefined) {
      throw new Error(`The function ${functionName} failed (${InvokeComplete.ErrorCode}): read its log.`);
    }
  }
  return parseProbed(Buffer.concat(chunks).toString("utf8"));
}

async function dataFunctionOf(stackName: string, place: { readonly region?: string }): Promise<string> {
  const cloudFormation = new CloudFormationClient(place);
  const { StackResources = [] } = await cloudFormation.send(
    new DescribeStackResourcesCommand({ StackName: stackName }),
  );
  const found = StackResources.find(
    ({ ResourceType, LogicalResourceId }) =>
      ResourceType === "AWS::Lambda::Function" && LogicalResourceId?.startsWith("DataFunction"),
  );
  if (found?.PhysicalResourceId !== undefined) return found.PhysicalResourceId;
  throw new Error(`The stack ${stackName} has no data function in this account and region.`);
}
