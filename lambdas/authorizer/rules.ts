import { claimAt, oauthClient, scopesOf, textsOf } from "./claim-values.ts";
import type { Issuer } from "./issuer.ts";
import type { RefusalReason } from "./refusal.ts";
import type { UnverifiedToken } from "./token.ts";

/** What breaks a rule: the values that say it, where there are any. */
export interface Breach {
  readonly expected?: readonly string[];
  readonly actual?: string;
}

/** One thing that a token must fulfil, besides its signature. */
export interface Rule {
  readonly reason: RefusalReason;
  /** The rule in words, for who reads an explanation. */
  readonly says: string;
  /** Null when the token keeps the rule. @param nowSeconds since 1970 */
  readonly breach: (token: UnverifiedToken, issuer: Issuer, nowSeconds: number) => Breach | null;
}

const when = (broken: boolean, breach: Breach = {}): Breach | null => (broken ? breach : null);
const typeOf = (typ: string | undefined) => typ?.toLowerCase().replace(/^application\//, "") ?? null;

/** Asked before any key is looked for. */
export const headerRules: readonly Rule[] = [
  {
    reason: "algorithm-not-allowed",
    says: "alg is one of the issuer's algorithms (RFC 8725 section 3.1)",
    breach: ({ header }, { algorithms }) =>
      when(!algorithms.includes(header.alg), { expected: algorithms, actual: header.alg }),
  },
  {
    reason: "type-not-allowed",
    says: "typ is one of the issuer's types (RFC 8725 section 3.11, RFC 9068 section 4)",
    breach: ({ header }, { types }) =>
      when(!types.includes(typeOf(header.typ)), {
        expected: types.map((type) => type ?? "(none)"),
        actual: header.typ ?? "(none)",
      }),
  },
  {
    reason: "critical-header",
    says: "no extension must be understood (RFC 7515 section 4.1.11, RFC 7797 section 6)",
    breach: ({ header }) => when("crit" in header || "b64" in header),
  },
  {
    reason: "not-an-access-token",
    says: "it is neither an ID token nor a logout token (RFC 8725 section 3.12)",
    breach: ({ header, payload }) => otherKind(typeOf(header.typ), payload),
  },
  {
    reason: "sender-constrained",
    says: "it is not bound to a key that the caller would have to prove (RFC 8705, RFC 9449)",
    breach: ({ payload }) => when("cnf" in payload),
  },
];

/** Asked of claims whose signature is good. */
export const claimRules: readonly Rule[] = [
  {
    reason: "expiry-missing",
    says: "exp is there",
    breach: ({ payload }) => when(payload.exp === undefined),
  },
  {
    reason: "expired",
    says: "exp is still to come (RFC 7519 section 4.1.4)",
    breach: ({ payload: { exp } }, { clockSkewSeconds }, now) =>
      when(exp !== undefined && exp + clockSkewSeconds <= now, { actual: String(exp) }),
  },
  {
    reason: "not-yet-valid",
    says: "nbf has passed (RFC 7519 section 4.1.5)",
    breach: ({ payload: { nbf } }, { clockSkewSeconds }, now) =>
      when(nbf !== undefined && nbf - clockSkewSeconds > now, { actual: String(nbf) }),
  },
  {
    reason: "issued-at-missing",
    says: "iat is there (RFC 9068 section 2.2)",
    breach: ({ payload }) => when(payload.iat === undefined),
  },
  {
    reason: "issued-in-future",
    says: "iat has passed",
    breach: ({ payload: { iat } }, { clockSkewSeconds }, now) =>
      when(iat !== undefined && iat - clockSkewSeconds > now, { actual: String(iat) }),
  },
  {
    reason: "audience-mismatch",
    says: "one audience is this API's (RFC 8725 section 3.9)",
    breach: ({ payload }, { audiences, claims }) => {
      const actual = textsOf(claimAt(payload, claims.audience)) ?? [];
      const fits = actual.some((audience) => audiences.includes(audience));
      return when(!fits, { expected: audiences, actual: actual.join(" ") || "(none)" });
    },
  },
  {
    reason: "scope-missing",
    says: "the scopes that the issuer's settings require are granted",
    breach: ({ payload }, { requiredScopes, claims }) => {
      const granted = scopesOf(claimAt(payload, claims.scopes)) ?? [];
      const missing = requiredScopes.some((scope) => !granted.includes(scope));
      return when(missing, { expected: requiredScopes, actual: granted.join(" ") || "(none)" });
    },
  },
];

/**
 * Signs of a token that is meant for something else: `nonce`, `at_hash` and `c_hash` (OpenID Connect Core
 * sections 2 and 3.3.2.11), `events` (Back-Channel Logout section 2.4), Cognito's `token_use`, Keycloak's
 * `typ`. Where the type does not say `at+jwt`, the token must also have a claim for its client, which ID
 * tokens name as their audience.
 */
function otherKind(type: string | null, payload: UnverifiedToken["payload"]): Breach | null {
  const sign = ["at_hash", "c_hash", "s_hash", "events"].find((claim) => claim in payload);
  if (sign !== undefined) return { actual: sign };
  const { token_use: use, typ, nonce } = payload as Readonly<Record<string, unknown>>;
  if (use !== undefined && use !== "access") return { actual: "token_use" };
  const kind = typeof typ === "string" ? typ.toLowerCase() : undefined;
  if (kind !== undefined && ["id", "refresh", "offline", "logout"].includes(kind)) return { actual: "typ" };
  if (type === "at+jwt") return null;
  // Older versions of Keycloak put the nonce into access tokens too, whose `typ` claim tells them apart.
  if (nonce !== undefined && kind !== "bearer") return { actual: "nonce" };
  return when(oauthClient(payload) === null, { actual: "no client" });
}
