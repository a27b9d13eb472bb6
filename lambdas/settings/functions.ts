import * as v from "valibot";
import { ConnectionList } from "./connections.ts";
import { IssuerList } from "./issuers.ts";

/**
 * Every setting that the functions read from their environment, in both directions: the stack encodes
 * them into the template, the functions decode them at start. Nothing else reads `process.env`.
 * A secret never stands here, only the ARN it is kept under.
 */

/** What the authorizer function needs to know. */
export const AuthorizerSettings = v.strictObject({
  issuers: IssuerList,
  /** Whether the bundle carries key sets for a cold start during an outage; see `authorizer/packed-key-sets.ts`. */
  packedKeySets: v.optional(v.boolean()),
  /** Age at which a key set must be fetched again: how long a withdrawn key can still be used. */
  keySetLifetimeSeconds: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(60), v.maxValue(86_400)),
    3_600,
  ),
  /** Age up to which the last key set serves while its issuer cannot be reached. */
  keySetOutageSeconds: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(604_800)),
    86_400,
  ),
});
export type AuthorizerSettings = v.InferOutput<typeof AuthorizerSettings>;

/** What happens to a request whose user is not the token's: it is refused, or answered with a warning in the log, or answered. */
export const ContradictionPolicy = v.picklist(["refuse", "log", "off"]);
export type ContradictionPolicy = v.InferOutput<typeof ContradictionPolicy>;

/** What the data function needs to know. */
export const DataSettings = v.strictObject({
  /** Name and version that `GET /version` and `GET /api/v1/status/options` answer. */
  name: v.string(),
  version: v.string(),
  /** `Access-Control-Allow-Origin` of every answer; null sends no CORS headers. */
  corsOrigin: v.nullable(v.string()),
  /** For a request that names another user or client id than the token. */
  contradictingIds: ContradictionPolicy,
  /** For a request that names another login name than the token. */
  contradictingNames: ContradictionPolicy,
  /** Databases that reports and data portals can name. */
  connections: v.optional(ConnectionList, []),
});
export type DataSettings = v.InferOutput<typeof DataSettings>;

const variable = "SETTINGS";

type Environment = Readonly<Record<string, string | undefined>>;

/** The function's environment for `settings`; the other half is {@link decodeSettings}. */
export function encodeSettings(
  settings: v.InferInput<typeof AuthorizerSettings> | v.InferInput<typeof DataSettings>,
): Record<string, string> {
  return { [variable]: JSON.stringify(settings) };
}

/**
 * Reads a function's settings back from its environment.
 * @throws Error naming the setting, when the deployment did not write it or wrote something else.
 */
export function decodeSettings<S extends typeof AuthorizerSettings | typeof DataSettings>(
  schema: S,
  environment: Environment,
): v.InferOutput<S> {
  const text = environment[variable];
  if (text === undefined)
    throw new Error(`The environment variable ${variable} is missing: deploy the stack again.`);
  const result = v.safeParse(schema, JSON.parse(text));
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new Error(`The setting ${v.getDotPath(issue) ?? variable} is wrong: ${issue.message}`);
}
