import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

/**
 * The text of a secret in AWS Secrets Manager; undefined where it holds bytes. @throws Error of AWS's client
 */
export async function secretText(arn: string): Promise<string | undefined> {
  // The ARN says the region; the function can be in another one.
  const client = new SecretsManagerClient({ region: arn.split(":")[3] ?? "" });
  return (await client.send(new GetSecretValueCommand({ SecretId: arn }))).SecretString;
}
