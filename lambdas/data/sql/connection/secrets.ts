import * as v from "valibot";
import { type Address, parseConnectionString } from "./connection-string.ts";

/**
 * What RDS writes into a secret (AWS: "JSON structure of AWS Secrets Manager secrets"). The secret of a
 * password that RDS manages holds `username` and `password` alone.
 */
const RdsSecret = v.object({
  username: v.string(),
  password: v.string(),
  host: v.optional(v.string()),
  port: v.optional(v.union([v.number(), v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number))])),
  dbname: v.optional(v.string()),
  database: v.optional(v.string()),
});

/** What the secrets that have been read say, by their ARN. */
const addresses = new Map<string, Promise<Address>>();

/**
 * What a secret says of a database. The secret is read once, and again after {@link forgetSecret}.
 * @throws Error that names the secret and never what it holds
 */
export function secretAddress(arn: string): Promise<Address> {
  const known = addresses.get(arn);
  if (known !== undefined) return known;
  const reading = fetchSecret(arn);
  addresses.set(arn, reading);
  // The next request tries again.
  reading.catch(() => addresses.delete(arn));
  return reading;
}

/**
 * Has the secret read again when it is next needed: the database refuses what it says, so it may have been
 * rotated.
 */
export function forgetSecret(arn: string): void {
  addresses.delete(arn);
}

async function fetchSecret(arn: string): Promise<Address> {
  const { secretText } = await import("./aws/secret-text.ts");
  const text = await secretText(arn);
  if (text === undefined) throw new Error(`The secret ${arn} holds bytes instead of a text`);
  return parseSecret(text, arn);
}

function parseSecret(text: string, arn: string): Address {
  if (!text.trimStart().startsWith("{")) return parseConnectionString(text);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // The parser's message would quote the secret.
    throw new Error(`The secret ${arn} is neither JSON nor a connection string`);
  }
  const secret = v.safeParse(RdsSecret, json);
  if (!secret.success) {
    const path = v.getDotPath(secret.issues[0]);
    throw new Error(`The secret ${arn} is not in the RDS format: ${path} is missing or of another type`);
  }
  const { username: user, password, host, port, dbname, database } = secret.output;
  return { user, password, host, port, database: dbname ?? database };
}
