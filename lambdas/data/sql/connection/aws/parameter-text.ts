import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { SourceUnavailable } from "../source-unavailable.ts";
import { ask, clientOptions } from "./request.ts";

/**
 * The text of a parameter in AWS Systems Manager (AWS: "GetParameter", whose name can be an ARN), and whether
 * it is a SecureString.
 * @throws SourceUnavailable where it cannot be read
 */
export async function parameterText(
  arn: string,
): Promise<{ readonly text: string; readonly encrypted: boolean }> {
  const client = new SSMClient(clientOptions(arn));
  const service = { name: "Systems Manager", endpoint: "ssm" } as const;
  const { Parameter } = await ask(service, arn, () =>
    client.send(new GetParameterCommand({ Name: arn, WithDecryption: true })),
  );
  if (Parameter?.Value === undefined) throw new SourceUnavailable(`The parameter ${arn} is empty`);
  return { text: Parameter.Value, encrypted: Parameter.Type === "SecureString" };
}
