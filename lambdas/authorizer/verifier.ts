import {
  JwtExpiredError,
  JwtInvalidAudienceError,
  JwtInvalidSignatureError,
  JwtNotBeforeError,
  KidNotFoundInJwksError,
} from "aws-jwt-verify/error";
import { JwtVerifierBase } from "aws-jwt-verify/jwt-verifier";
import type { AuthorizerSettings, IssuerSettings } from "../settings.ts";
import type { Jwk } from "./fetch-key-set.ts";
import type { KeySets } from "./key-sets.ts";
import { KeySetUnavailable, type RefusalReason, TokenRefused } from "./refusal.ts";
import { decompose, type UnverifiedToken } from "./token.ts";

/** A verified token's claims. */
export type Claims = UnverifiedToken["payload"] & { readonly exp: number };

/**
 * Verifies access tokens of the configured issuers (RFC 9068 section 4, RFC 8725 section 3).
 *
 * aws-jwt-verify does the cryptography, and issuer, audience, `exp` and `nbf`. The token is taken apart here, because the library refuses
 * every token whose `scope` is a list, which is Duende's default (protocol section 2); what the library leaves open is
 * checked here too: type, extensions, the key's own restrictions and size, `exp` being there, `iat`.
 * @returns a function that gives a token's claims, or throws TokenRefused (the token is bad) or KeySetUnavailable
 */
export function tokenVerifier(
  { issuers }: Pick<AuthorizerSettings, "issuers">,
  keySets: KeySets,
): (token: string) => Promise<Claims> {
  const byName = new Map(issuers.map((settings) => [settings.issuer, settings]));
  let verifier = new DecomposedVerifier(issuers, keySets);
  // The library keeps the keys it has imported by their kid: after a renewal the same kid may be another key.
  keySets.onRenewed(() => {
    verifier = new DecomposedVerifier(issuers, keySets);
  });
  return async (token) => {
    const unverified = decompose(token);
    const { header, payload } = unverified;
    const settings = byName.get(payload.iss);
    if (settings === undefined) throw new TokenRefused("issuer-unknown", { actual: bounded(payload.iss) });
    const seen = { issuer: settings.issuer, kid: bounded(header.kid) };
    checkHeader(unverified, settings, seen);
    try {
      await verifier.verifyParts(unverified, settings);
    } catch (error) {
      throw refusal(error, settings, unverified, seen);
    }
    return checkClaims(payload, settings, seen);
  };
}

interface Seen {
  readonly issuer: string;
  readonly kid: string;
}

/** Opens the library's own seam for tokens that are already taken apart. */
class DecomposedVerifier extends JwtVerifierBase<
  {
    readonly issuer: string;
    readonly audience: string[];
    readonly graceSeconds: number;
    readonly customJwtCheck: (token: {
      readonly header: { readonly alg: string };
      readonly jwk: object;
    }) => void;
  },
  { readonly issuer: string; readonly audience: string[]; readonly jwksUri: string },
  true
> {
  constructor(issuers: readonly IssuerSettings[], keySets: KeySets) {
    super(
      issuers.map(({ issuer, audiences, jwksUri }) => ({ issuer, audience: [...audiences], jwksUri })),
      keySets,
    );
  }

  async verifyParts(token: UnverifiedToken, settings: IssuerSettings): Promise<void> {
    const parts = token as Parameters<typeof this.verifyDecomposedJwt>[0];
    await this.verifyDecomposedJwt(parts, settings.jwksUri, {
      issuer: settings.issuer,
      audience: [...settings.audiences],
      graceSeconds: settings.clockSkewSeconds,
      customJwtCheck: ({ header, jwk }) => checkKey(jwk as Jwk, header.alg),
    });
  }
}

function checkHeader({ header, payload }: UnverifiedToken, settings: IssuerSettings, seen: Seen): void {
  if (!settings.algorithms.some((algorithm) => algorithm === header.alg)) {
    const actual = bounded(header.alg);
    throw new TokenRefused("algorithm-not-allowed", { ...seen, expected: settings.algorithms, actual });
  }
  const type = header.typ?.toLowerCase().replace(/^application\//, "") ?? null;
  if (!settings.types.some((accepted) => (accepted?.toLowerCase() ?? null) === type)) {
    const expected = settings.types.map((accepted) => accepted ?? "(none)");
    throw new TokenRefused("type-not-allowed", {
      ...seen,
      expected,
      actual: bounded(header.typ ?? "(none)"),
    });
  }
  // RFC 7515 section 4.1.11: an extension that must be understood, and none is understood here.
  if ("crit" in header) throw new TokenRefused("critical-header", seen);
  // Where an issuer's types cannot tell: ID tokens (OpenID Connect Core section 3.3.2.11; Cognito's token_use) and logout
  // tokens (OpenID Connect Back-Channel Logout section 2.4).
  if (payload["token_use"] === "id" || ["at_hash", "c_hash", "events"].some((claim) => claim in payload)) {
    throw new TokenRefused("not-an-access-token", seen);
  }
}

/** What a key says of itself (RFC 7517 sections 4.2 to 4.4), its size (RFC 7518 section 3.3), and its fit for the algorithm. */
function checkKey({ kty, use, alg, key_ops: operations, n }: Jwk, algorithm: string): void {
  const family = algorithm.startsWith("RS") ? "RSA" : algorithm.startsWith("ES") ? "EC" : "OKP";
  const fits =
    kty === family &&
    (use === undefined || use === "sig") &&
    (alg === undefined || alg === algorithm) &&
    (operations === undefined || operations.includes("verify")) &&
    (n === undefined || modulusBits(n) >= 2048);
  if (!fits) throw new TokenRefused("key-unfit");
}

function modulusBits(n: string): number {
  const bytes = Buffer.from(n, "base64url");
  const start = bytes.findIndex((byte) => byte !== 0);
  return start === -1 ? 0 : (bytes.byteLength - start) * 8 - Math.clz32(bytes[start] ?? 0) + 24;
}

function checkClaims(
  payload: UnverifiedToken["payload"],
  { clockSkewSeconds }: IssuerSettings,
  seen: Seen,
): Claims {
  const { exp, iat } = payload;
  if (exp === undefined) throw new TokenRefused("expiry-missing", seen);
  if (iat !== undefined && iat > Date.now() / 1000 + clockSkewSeconds)
    throw new TokenRefused("issued-in-future", seen);
  return { ...payload, exp };
}

const reasons: readonly (readonly [new (...arguments_: never[]) => Error, RefusalReason])[] = [
  [JwtInvalidSignatureError, "signature-invalid"],
  [JwtExpiredError, "expired"],
  [JwtNotBeforeError, "not-yet-valid"],
  [JwtInvalidAudienceError, "audience-mismatch"],
  [KidNotFoundInJwksError, "key-unknown"],
];

function refusal(error: unknown, settings: IssuerSettings, { payload }: UnverifiedToken, seen: Seen): Error {
  if (error instanceof KeySetUnavailable) return error;
  const known = reasons.find(([type]) => error instanceof type)?.[1];
  if (known === "audience-mismatch") {
    const actual = bounded([payload.aud ?? "(none)"].flat().join(" "));
    return new TokenRefused(known, { ...seen, expected: settings.audiences, actual });
  }
  // Whatever else the library or node:crypto says of a key is about this token's key.
  return new TokenRefused(known ?? "key-unfit", seen);
}

/** Enough of an unverified value to recognise it by. */
function bounded(value: string): string {
  return value.slice(0, 200);
}
