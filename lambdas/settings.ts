import * as v from "valibot";

/**
 * Every setting that the functions read from their environment, in both directions: the stack encodes
 * them into the template, the functions decode them at start. Nothing else reads `process.env`.
 * A secret never stands here, only the ARN it is kept under.
 */

/** Algorithms that a token may be signed with (RFC 7518 section 3.1, RFC 8037); never `none`, HS* or PS*. */
const Algorithm = v.picklist(["RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "EdDSA"]);

/** Key sets travel over https; over plain http only from this machine to itself, where nobody can come between. */
const keySetAddress = v.pipe(
  v.string(),
  v.url(),
  v.check((text) => {
    if (!URL.canParse(text)) return false;
    const { protocol, hostname } = new URL(text);
    return (
      protocol === "https:" ||
      (protocol === "http:" && ["127.0.0.1", "localhost", "[::1]"].includes(hostname))
    );
  }, "it must begin with https://"),
);

/** One identity provider whose access tokens are accepted. */
export const IssuerSettings = v.strictObject({
  /** Exact value of the `iss` claim, for example `https://auth.gointerject.com`. */
  issuer: v.pipe(v.string(), v.url()),
  /** Accepted values of `aud`; one must be in the token. */
  audiences: v.pipe(v.array(v.pipe(v.string(), v.minLength(1))), v.minLength(1)),
  algorithms: v.pipe(v.array(Algorithm), v.minLength(1)),
  /** Address of the issuer's key set (RFC 7517 section 5). */
  jwksUri: keySetAddress,
  /**
   * Accepted values of the header's `typ`, in any case and without `application/`; null accepts a token without
   * one. The default is that of RFC 9068 section 2.1, which keeps ID tokens out; providers that send `JWT` need to say so.
   */
  types: v.optional(v.pipe(v.array(v.nullable(v.string())), v.minLength(1)), () => ["at+jwt"]),
  /** By how much the clocks of issuer and function may differ, for `exp`, `nbf` and `iat`. */
  clockSkewSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(60)), 0),
});
export type IssuerSettings = v.InferOutput<typeof IssuerSettings>;

/** What the authorizer function needs to know. */
export const AuthorizerSettings = v.strictObject({
  issuers: v.pipe(v.array(IssuerSettings), v.minLength(1)),
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
});
export type DataSettings = v.InferOutput<typeof DataSettings>;

const variable = "SETTINGS";

type Environment = Readonly<Record<string, string | undefined>>;

/** The function's environment for `settings`; the other half is {@link decodeSettings}. */
export function encodeSettings(settings: AuthorizerSettings | DataSettings): Record<string, string> {
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
