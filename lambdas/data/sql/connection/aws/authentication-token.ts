import { Signer } from "@aws-sdk/rds-signer";

/**
 * Fifteen minutes of sign-in for an RDS database (AWS: "IAM database authentication"); made here,
 * without asking anyone.
 */
export function authenticationToken(hostname: string, port: number, username: string): Promise<string> {
  return new Signer({ hostname, port, username }).getAuthToken();
}
