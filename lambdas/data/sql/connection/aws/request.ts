import { SourceUnavailable } from "../source-unavailable.ts";

/** A service of AWS that holds what the API must know to sign in. */
export interface Service {
  readonly name: "Secrets Manager" | "Systems Manager";
  /** The last part of its endpoint's name (AWS: "AWS services that integrate with AWS PrivateLink"). */
  readonly endpoint: "secretsmanager" | "ssm";
}

/**
 * How long AWS may take: a service answers within milliseconds, and one that does not answer at all is behind
 * a network that has no way to it. Without these limits the SDK waits for as long as the network does.
 */
const limits = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
} as const;

/** How to make an SDK client for what an ARN names: in its region, for the function can be in another. */
export function clientOptions(arn: string) {
  return { ...limits, region: regionOf(arn) };
}

/**
 * Asks a service, and words what goes wrong.
 * @throws SourceUnavailable that names the service and what was asked for, and says what to do
 */
export async function ask<T>(
  { name, endpoint }: Service,
  arn: string,
  request: () => Promise<T>,
): Promise<T> {
  try {
    return await request();
  } catch (cause) {
    const words = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    const advice = answered(cause)
      ? `${name} refuses it. Look whether it exists, whether the function's role may read it, and whether kmsKey names the key that encrypts it`
      : cause instanceof Error && cause.name === "CredentialsProviderError"
        ? "there are no AWS credentials here; sign in to AWS first"
        : `${name} cannot be reached. A function in a VPC (dataNetwork) needs a way to it: a NAT gateway, or an interface endpoint for com.amazonaws.${regionOf(arn)}.${endpoint} whose security group admits the function on port 443`;
    throw new SourceUnavailable(`${arn} cannot be read: ${advice}. (${words})`, { cause });
  }
}

function regionOf(arn: string): string {
  return arn.split(":")[3] ?? "";
}

/** Whether the service itself said no: then the SDK's error holds the status of its answer. */
function answered(error: unknown): boolean {
  if (!(error instanceof Error) || !("$metadata" in error)) return false;
  const { $metadata: metadata } = error;
  return (
    typeof metadata === "object" &&
    metadata !== null &&
    "httpStatusCode" in metadata &&
    metadata.httpStatusCode !== undefined
  );
}
