import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { type Account, mayNotAsk, patience } from "./account.ts";

/** What CDK's stacks ask for (CDK: "Bootstrap template versioning"). */
const neededVersion = 6;

/**
 * Looks whether CDK's own bucket and roles are there, by the version that they leave behind.
 * @param qualifier what their names hold
 * @returns what could not be found out, as a sentence; null if all is well
 * @throws Error with a sentence where they are missing or too old
 */
export async function checkBootstrap(
  { account, region }: Account,
  qualifier: string,
): Promise<string | null> {
  const command = `npx cdk bootstrap aws://${account}/${region}`;
  const ssm = new SSMClient({ ...patience, region });
  let version: number;
  try {
    const { Parameter } = await ssm.send(
      new GetParameterCommand({ Name: `/cdk-bootstrap/${qualifier}/version` }),
    );
    version = Number(Parameter?.Value);
  } catch (error) {
    if (mayNotAsk(error))
      return "Whether CDK's bucket and roles are there is not known: the credentials may not ask.";
    if (error instanceof Error && error.name === "ParameterNotFound")
      throw new Error(`CDK has no bucket and roles in ${account}, ${region} yet: run ${command}.`, {
        cause: error,
      });
    throw error;
  }
  if (version >= neededVersion) return null;
  throw new Error(
    `CDK's bucket and roles in ${account}, ${region} are too old (version ${version}): run ${command}.`,
  );
}
