import * as v from "valibot";
import { Canary } from "./canary.ts";
import { pattern, wholeNumber } from "./checks.ts";
import { Clients } from "./clients.ts";
import { ConnectionList } from "./connections.ts";
import { IssuerList } from "./issuers.ts";
import { withoutDefaults } from "./without-defaults.ts";
import { workbookIdentityEntries } from "./workbook-identity.ts";

/**
 * Every setting that the functions read from their environment, in both directions: the stack encodes
 * them into the template, the functions decode them at start. Nothing else reads `process.env`.
 * A secret never stands here, only the ARN it is kept under.
 *
 * A setting that people choose is declared once, with its range and default, in `authorizerEntries` or
 * `dataEntries`: the stack's settings (`lib/settings.ts`) hold the same entries, and the stack passes them on
 * by name.
 */

/** The authorizer's settings that are the stack's too. */
export const authorizerEntries = {
  /** Identity providers whose access tokens are accepted. */
  issuers: IssuerList,
  /** Whose users may call this API. `lib/admitted-clients.ts` says when it can be left out. */
  clients: v.exactOptional(Clients),
  /** Age at which an issuer's key set must be fetched again: how long a withdrawn key can still be used. */
  keySetLifetimeSeconds: v.optional(wholeNumber(60, 86_400), 3600),
  /** Age up to which the last key set serves while its issuer cannot be reached. */
  keySetOutageSeconds: v.optional(wholeNumber(0, 604_800), 86_400),
};

/** What the authorizer function needs to know. */
export const AuthorizerSettings = v.strictObject({
  ...authorizerEntries,
  /** The stack says it in any case: a function that is not told whom to admit must not start. */
  clients: Clients,
  /**
   * Whether the bundle carries key sets for a cold start during an outage: `authorizer/packed-key-sets.ts`.
   */
  packedKeySets: v.optional(v.boolean(), false),
});

/**
 * For a request whose user is not the token's: refuse it, warn in the log and answer it, or just answer it.
 */
const ContradictionPolicy = v.picklist(["refuse", "log", "off"], "it must be refuse, log or off");

/** The data function's settings that are the stack's too. */
export const dataEntries = {
  /** Whether the API has the example endpoints (`/api/v1/example/...`). */
  examples: v.optional(v.boolean("it must be true or false"), false),
  /** What happens to a request that names another user or client id than its token. */
  contradictingIds: v.optional(ContradictionPolicy, "refuse"),
  /** The same for the login name, which a person can change. */
  contradictingNames: v.optional(ContradictionPolicy, "log"),
  ...workbookIdentityEntries,
  /** Databases that reports and data portals can name. */
  connections: v.optional(ConnectionList, () => []),
  /**
   * `Access-Control-Allow-Origin` of every answer: one origin, or `*`, which is safe because no browser sends
   * a bearer token by itself; null sends no CORS headers.
   */
  corsOrigin: v.optional(
    v.nullable(
      pattern(
        /^(\*|https?:\/\/[A-Za-z0-9.-]+(:\d+)?)$/,
        "it must be *, one origin such as https://app.example.com, or null",
      ),
    ),
    "*",
  ),
};

/** What the data function needs to know. */
export const DataSettings = v.strictObject({
  ...dataEntries,
  /** Name and version that `GET /version` and `GET /api/v1/status/options` answer. */
  name: v.string(),
  version: v.string(),
});
export type DataSettings = v.InferOutput<typeof DataSettings>;

/** What the canary needs to know. */
export const CanarySettings = v.strictObject({
  /** The API's address, without a slash at its end. */
  baseUrl: v.string(),
  canary: Canary,
});
export type CanarySettings = v.InferOutput<typeof CanarySettings>;

type FunctionSettings = typeof AuthorizerSettings | typeof CanarySettings | typeof DataSettings;

const variable = "SETTINGS";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment of a function: of `settings` those that its schema lists, so that all of the stack's can be
 * given, and not what the schema puts there by default, because there is little room (AWS: "Lambda quotas",
 * 4 KB). The other half is {@link decodeSettings}.
 * @example encodeSettings(DataSettings, { ...stackSettings, name: "api", version: "1.0.0" })
 */
export function encodeSettings<S extends FunctionSettings>(
  schema: S,
  settings: v.InferInput<S>,
): Record<string, string> {
  const own = Object.entries(settings).filter(([name]) => Object.hasOwn(schema.entries, name));
  return { [variable]: JSON.stringify(withoutDefaults(schema, Object.fromEntries(own))) };
}

/**
 * Reads a function's settings back from its environment.
 * @throws Error naming the setting, when the deployment did not write it or wrote something else.
 */
export function decodeSettings<S extends FunctionSettings>(
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
