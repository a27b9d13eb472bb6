import { type ConnectionSettings, sourcesOf } from "../lambdas/settings/connections.ts";

/** What a connection has AWS keep encrypted, with its own key if it names one. */
export function encryptedArns(connection: ConnectionSettings): string[] {
  const secrets = sourcesOf(connection).flatMap(({ secret }) => secret ?? []);
  return [...secrets, connection.perClientFrom ?? [], connection.perClientSecrets ?? []].flat();
}

/** The service that an ARN is of: its third part. */
export function serviceOf(arn: string): string | undefined {
  return arn.split(":")[2];
}
