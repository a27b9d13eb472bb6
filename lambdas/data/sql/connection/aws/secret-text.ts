import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { ask, clientOptions } from "./request.ts";

/**
 * The text of a secret in AWS Secrets Manager; undefined where it holds bytes.
 * @throws SourceUnavailable where it cannot be read
 */
export async function secretText(arn: string): Promise<string | undefined> {
  const client = new SecretsManagerClient(clientOptions(arn));
  const service = { name: "Secrets Manager", endpoint: "secretsmanager" } as const;
  const { SecretString } = await ask(service, arn, () =>
    client.send(new GetSecretValueCommand({ SecretId: arn })),
  );
  return SecretString;
}
