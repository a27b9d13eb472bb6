import { type AwsService, startAwsService } from "./aws-service.ts";

/** The parameters of AWS Systems Manager on this machine. */
export interface SystemsManager extends AwsService {
  /** Parameters by their ARN. */
  readonly parameters: Map<string, { readonly Type: "String" | "SecureString"; readonly Value: string }>;
}

export async function startSystemsManager(): Promise<SystemsManager> {
  const parameters: SystemsManager["parameters"] = new Map();
  const service = await startAwsService("AWS_ENDPOINT_URL_SSM", "Name", (arn) => {
    const parameter = parameters.get(arn);
    return parameter === undefined ? undefined : { Parameter: parameter };
  });
  return { ...service, parameters };
}

/** The ARN of a parameter by its path. */
export function parameterArn(path: string): string {
  return `arn:aws:ssm:eu-west-1:123456789012:parameter/${path}`;
}
