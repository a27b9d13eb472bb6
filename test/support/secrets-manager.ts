import { type AwsService, startAwsService } from "./aws-service.ts";

/** AWS Secrets Manager's protocol on this machine. */
export interface SecretsManager extends AwsService {
  /** Secrets by their ARN. */
  readonly secrets: Map<string, string>;
}

export async function startSecretsManager(): Promise<SecretsManager> {
  const secrets = new Map<string, string>();
  const create = (name: string, text: string) => {
    const arn = secretArn(name);
    if (secrets.has(arn)) return { __type: "ResourceExistsException", message: `The secret ${text}` };
    secrets.set(arn, text);
    return { ARN: arn, Name: name };
  };
  const service = await startAwsService(
    "AWS_ENDPOINT_URL_SECRETS_MANAGER",
    "SecretId",
    (arn, { Name, SecretString }) => {
      if (typeof Name === "string") return create(Name, String(SecretString));
      const text = secrets.get(arn);
      return text === undefined ? undefined : { SecretString: text };
    },
  );
  return { ...service, secrets };
}

/** The ARN of a secret by its name. */
export function secretArn(name: string): string {
  return `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}-AbCdEf`;
}
