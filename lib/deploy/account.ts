import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { StackSettings } from "../settings.ts";

/** Where a deployment would go. */
export interface Account {
  readonly account: string;
  readonly region: string;
}

/** So that a network that swallows requests does not hold up the command. */
export const patience = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 15_000 },
};

/**
 * Asks AWS whose the shell's credentials are, and holds account and region to the settings.
 * @param environment the variables in which AWS's tools look for a region
 * @throws Error with a sentence
 */
export async function accountOf(
  settings: Pick<StackSettings, "account" | "region">,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Account> {
  const wanted = settings.region ?? (environment["AWS_REGION"] || environment["AWS_DEFAULT_REGION"]);
  const sts = new STSClient({ ...patience, ...(wanted ? { region: wanted } : {}) });
  const region = await regionOf(sts);
  let account: string | undefined;
  try {
    account = (await sts.send(new GetCallerIdentityCommand({}))).Account;
  } catch (error) {
    throw new Error(refusal(error), { cause: error });
  }
  if (account === undefined) throw new Error("AWS does not say whose the credentials of this shell are.");
  if (settings.account !== null && account !== settings.account) {
    throw new Error(
      `The credentials of this shell are for the account ${account}, and the settings pin ${settings.account}: ` +
        "sign in to that account, or name the environment that you mean.",
    );
  }
  return { account, region };
}

async function regionOf(sts: STSClient): Promise<string> {
  try {
    return await sts.config.region();
  } catch (error) {
    throw new Error("No AWS region is chosen: set region in the settings, or AWS_REGION in this shell.", {
      cause: error,
    });
  }
}

function refusal(error: unknown): string {
  if (!(error instanceof Error)) return `AWS cannot be asked: ${error}.`;
  if (error.name === "CredentialsProviderError" || error.name === "TokenProviderError")
    return "This shell has no AWS credentials that work: sign in, for example with aws sso login.";
  if ("$fault" in error)
    return `AWS does not accept the credentials of this shell (${error.name}): sign in again.`;
  return `AWS cannot be reached: ${error.message.replace(/\.$/, "")}.`;
}

/** Whether AWS says that these credentials may not ask. CDK deploys with roles of its own, which may. */
export function mayNotAsk(error: unknown): boolean {
  return error instanceof Error && /^AccessDenied|UnauthorizedOperation/.test(error.name);
}
