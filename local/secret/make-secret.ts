import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

/**
 * Makes a secret, and never changes one that is there.
 * @returns its ARN
 * @throws Error with a sentence. AWS's own words are left out, because they can quote what was sent
 */
export async function makeSecret(name: string, text: string, region: string): Promise<string> {
  const client = new SecretsManagerClient({
    region,
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 15_000 },
  });
  let arn: string | undefined;
  try {
    arn = (await client.send(new CreateSecretCommand({ Name: name, SecretString: text }))).ARN;
  } catch (error) {
    throw new Error(refusal(name, error));
  }
  if (arn === undefined) throw new Error("Secrets Manager does not say the ARN of the secret.");
  return arn;
}

function refusal(name: string, error: unknown): string {
  const kind = error instanceof Error ? error.name : "";
  if (kind === "ResourceExistsException")
    return `There is a secret ${name} already, and it stays as it is: aws secretsmanager put-secret-value changes it.`;
  if (kind === "InvalidRequestException")
    return `Secrets Manager refuses the name ${name}: a secret of this name may be waiting for its deletion.`;
  if (kind === "AccessDeniedException")
    return `The credentials of this shell may not make the secret ${name}: they need secretsmanager:CreateSecret.`;
  if (typeof error === "object" && error !== null && "$fault" in error)
    return `Secrets Manager has not made the secret ${name} (${kind}).`;
  return `Secrets Manager cannot be reached in this region (${kind}): whether the secret was made is not known.`;
}
