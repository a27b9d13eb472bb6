import { createHmac, randomUUID, sign } from "node:crypto";
import { type SigningKey, strangersKey } from "./signing-key.ts";
import { localClientId } from "./trust-settings.ts";

/**
 * What can be chosen of a token; the rest is as Interject's identity provider makes it (protocol section 2).
 */
export interface TokenOptions {
  readonly issuer: string;
  /** Default: Duende's static audience, `{issuer}/resources`. */
  readonly audience?: string;
  /** Interject's public user id. */
  readonly user?: string;
  readonly login?: string;
  /** Interject's public client id. */
  readonly client?: string;
  readonly scopes?: readonly string[];
  /** Scopes as one text with spaces between them (RFC 9068 section 2.2.3), instead of Duende's list. */
  readonly scopesAsText?: boolean;
  readonly roles?: readonly string[];
  readonly lifetimeSeconds?: number;
  /** A fault to build in, for trying what the API says of it. */
  readonly bad?: BadToken;
}

/** Faults that a token can be given, each with what it is. */
export const badTokens = {
  expired: "ended an hour ago",
  "not-yet-valid": "begins in an hour",
  "wrong-issuer": "names another issuer",
  "wrong-audience": "is meant for another API",
  "wrong-key": "is signed with another key under the right kid",
  "unknown-kid": "is signed with another key under its own kid",
  "alg-none": "is not signed",
  hs256: "is signed with the public key as a shared secret",
  "no-exp": "never ends",
  tampered: "was changed after it was signed",
} as const;
export type BadToken = keyof typeof badTokens;

/** The claims that are Interject's own. */
export function interjectClaims({
  user = "local-user",
  login = "mary@example.com",
  client = localClientId,
}: Omit<TokenOptions, "issuer">) {
  return {
    sub: user,
    user_identity: JSON.stringify({
      UserId: 1,
      UserIdPublic: user,
      LoginName: login,
      FirstName: "Mary",
      LastName: "Local",
      ClientIdPublic: client,
      ClientId: 1,
      EnterpriseLoginCode: null,
      ProviderId: 1,
      ProviderScheme: "local",
      ProviderName: "Local",
      ProviderType: "oidc",
    }),
  };
}

/** An access token in compact form. */
export function accessToken(key: SigningKey, options: TokenOptions): string {
  const {
    issuer,
    audience = `${issuer}/resources`,
    scopes = ["openid", "profile"],
    scopesAsText = false,
    roles = [],
    bad,
  } = options;
  const now = Math.floor(Date.now() / 1000);
  const begins = bad === "not-yet-valid" ? now + 3600 : bad === "expired" ? now - 7200 : now;
  const lifetimeSeconds = bad === "expired" ? 3600 : (options.lifetimeSeconds ?? 3600);
  const payload = {
    iss: bad === "wrong-issuer" ? "https://auth.example.com" : issuer,
    nbf: begins,
    iat: begins,
    ...(bad === "no-exp" ? {} : { exp: begins + lifetimeSeconds }),
    aud: bad === "wrong-audience" ? "https://api.example.com" : audience,
    scope: scopesAsText ? scopes.join(" ") : scopes,
    ...(roles.length === 0 ? {} : { role: roles }),
    client_id: "local-addin",
    jti: randomUUID(),
    ...interjectClaims(options),
  };
  if (bad === "alg-none") return `${signingInput({ alg: "none", typ: "at+jwt", kid: key.kid }, payload)}.`;
  if (bad === "hs256") {
    const input = signingInput({ alg: "HS256", typ: "at+jwt", kid: key.kid }, payload);
    const secret = key.publicKey.export({ type: "spki", format: "pem" });
    return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
  }
  const signer = bad === "wrong-key" || bad === "unknown-kid" ? strangersKey() : key;
  const kid = bad === "unknown-kid" ? signer.kid : key.kid;
  const input = signingInput({ alg: "RS256", typ: "at+jwt", kid }, payload);
  const signature = sign("sha256", Buffer.from(input), signer.privateKey).toString("base64url");
  if (bad !== "tampered") return `${input}.${signature}`;
  return `${signingInput({ alg: "RS256", typ: "at+jwt", kid }, { ...payload, sub: "someone-else" })}.${signature}`;
}

function signingInput(header: object, payload: object): string {
  return [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
}
