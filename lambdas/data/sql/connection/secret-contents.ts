import * as v from "valibot";
import { log } from "../../../log.ts";
import type { Address } from "./address.ts";
import { parseConnectionString } from "./connection-string.ts";
import { SourceUnavailable } from "./source-unavailable.ts";

const place = {
  host: v.optional(v.string()),
  port: v.optional(v.union([v.number(), v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number))])),
  dbname: v.optional(v.string()),
  database: v.optional(v.string()),
};

/**
 * What RDS writes into a secret (AWS: "JSON structure of AWS Secrets Manager secrets"). The secret of a
 * password that RDS manages holds `username` and `password` alone.
 */
const RdsSecret = v.object({ username: v.string(), password: v.string(), ...place });

/** An application of Microsoft Entra, in the words of its own token requests. */
const ServicePrincipal = v.object({
  tenantId: v.pipe(v.string(), v.regex(/^[\w.-]+$/)),
  clientId: v.string(),
  clientSecret: v.string(),
  ...place,
});

/** An access token of Microsoft Entra, which someone else puts into the secret before it ends. */
const AccessToken = v.object({ accessToken: v.string(), ...place });

/**
 * What a text from Secrets Manager or Systems Manager says of a database: JSON, or a connection string.
 * @param holder what holds the text, to begin a sentence with: "The secret arn:..."
 * @throws SourceUnavailable that names the holder and never what it holds
 */
export function addressOfText(text: string, holder: string): Address {
  if (!text.trimStart().startsWith("{")) return addressOfConnectionString(text, holder);
  return addressOfJson(parseJson(text, holder), holder);
}

/** JSON of AWS. @throws SourceUnavailable without the parser's message, which would quote the text */
export function parseJson(text: string, holder: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SourceUnavailable(`${holder} is no JSON, although it begins like it`);
  }
}

/** Like {@link addressOfText}, for JSON that is parsed. */
export function addressOfJson(json: unknown, holder: string): Address {
  const has = (name: string) => typeof json === "object" && json !== null && Object.hasOwn(json, name);
  if (has("accessToken")) {
    const { accessToken, ...rest } = parse(AccessToken, json, holder);
    return { ...placeOf(rest), entra: { accessToken } };
  }
  if (has("clientSecret") || has("tenantId")) {
    const { tenantId, clientId, clientSecret, ...rest } = parse(ServicePrincipal, json, holder);
    return { ...placeOf(rest), entra: { tenantId, clientId, clientSecret } };
  }
  const { username: user, password, ...rest } = parse(RdsSecret, json, holder);
  return { ...placeOf(rest), user, password };
}

function addressOfConnectionString(text: string, holder: string): Address {
  let address: Address;
  try {
    address = parseConnectionString(text);
  } catch (error) {
    throw new SourceUnavailable(`${holder} cannot be used. ${error instanceof Error ? error.message : ""}`);
  }
  if (address.ignored !== undefined) {
    log.info("connection-string-partly-followed", { holder, withoutEffect: address.ignored });
  }
  return address;
}

function parse<S extends v.GenericSchema>(schema: S, json: unknown, holder: string): v.InferOutput<S> {
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  // Its message would quote the value.
  const path = v.getDotPath(result.issues[0]) ?? "it";
  throw new SourceUnavailable(
    `${holder} has none of the forms that docs/databases.md shows: ${path} is missing or of another type`,
  );
}

function placeOf({ host, port, dbname, database }: v.InferOutput<v.ObjectSchema<typeof place, undefined>>) {
  return { host, port, database: dbname ?? database };
}
