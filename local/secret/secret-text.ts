/** Where a database is, and as whom the API signs in there. */
export interface SecretAddress {
  readonly engine: "postgres" | "mysql" | "sqlserver";
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

/**
 * A secret in the form of RDS, which AWS's own rotation reads too (AWS: "JSON structure of AWS Secrets
 * Manager secrets").
 */
export function secretText({ engine, host, port, database, user }: SecretAddress, password: string): string {
  return JSON.stringify({ engine, host, port, dbname: database, username: user, password });
}
