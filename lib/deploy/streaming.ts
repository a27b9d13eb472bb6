import { InvokeWithResponseStreamCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { type Account, patience } from "./account.ts";

/**
 * Looks whether Lambda streams answers in a region. It does not in all, and AWS's documents list none (AWS:
 * "Response streaming for Lambda functions" sends readers to a web page), so the region itself is asked: for
 * a dry run of a function that does not exist. Where there is no streaming, neither is the operation.
 * @throws Error with a sentence where the region has no such operation
 */
export async function checkStreaming({ region }: Account): Promise<null> {
  const lambda = new LambdaClient({ ...patience, region });
  try {
    await lambda.send(
      new InvokeWithResponseStreamCommand({ FunctionName: "no-such-function", InvocationType: "DryRun" }),
    );
  } catch (error) {
    // Any other refusal comes from the operation, and so shows that it is there.
    const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
    const isUnknown = $metadata?.httpStatusCode === 404 && name !== "ResourceNotFoundException";
    if (isUnknown || name === "UnknownOperationException")
      throw new Error(
        `Lambda does not stream answers in ${region}, as this API must: choose another region.`,
      );
  }
  return null;
}
