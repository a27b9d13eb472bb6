import {
  FetchError,
  JwksValidationError,
  JwtExpiredError,
  JwtInvalidAudienceError,
  JwtInvalidSignatureError,
  JwtNotBeforeError,
  KidNotFoundInJwksError,
  WaitPeriodNotYetEndedJwkError,
} from "aws-jwt-verify/error";
import type { JwksCache } from "aws-jwt-verify/jwk";
import { JwtVerifierBase } from "aws-jwt-verify/jwt-verifier";
import type { AuthorizerSettings, IssuerSettings } from "../settings.ts";
import { keySets } from "./key-sets.ts";
import { KeySetUnavailable, type RefusalReason, TokenRefused } from "./refusal.ts";
import { decompose, type UnverifiedToken } from "./token.ts";

/** A verified token's claims. */
export type Claims = UnverifiedToken["payload"] & { readonly exp: number };

/**
 * Verifies tokens of the configured issuers: key set, key by `kid`, signature, algorithm, issuer, audience, times.
 *
 * aws-jwt-verify does the cryptography and the standard claims. The token is taken apart here, because the
 * library refuses every token whose `scope` is a list, which is Duende's default (protocol section 2).
 */
export function tokenVerifier(
  { issuers }: AuthorizerSettings,
  cache: JwksCache = keySets(),
): (token: string) => Promise<Claims> {
  const byName = new Map(issuers.map((settings) => [settings.issuer, settings]));
  const verifier = new DecomposedVerifier(issuers, cache);
  return async (token) => {
    const unverified = decompose(token);
    const { header, payload } = unverified;
    const settings = byName.get(payload.iss);
    if (settings === undefined) throw new TokenRefused("issuer-unknown", { actual: bounded(payload.iss) });
    const seen = { issuer: settings.issuer, kid: bounded(header.kid) };
    if (!settings.algorithms.some((algorithm) => algorithm === header.alg)) {
      throw new TokenRefused("algorithm-not-allowed", {
        ...seen,
        expected: settings.algorithms,
        actual: bounded(header.alg),
      });
    }
    // RFC 7515 section 4.1.11: an extension that must be understood, and none is understood here.
    if ("crit" in header) throw new TokenRefused("critical-header", seen);
    try {
      await verifier.verifyParts(unverified, settings);
    } catch (error) {
      throw refusal(error, seen);
    }
    const { exp } = payload;
    if (exp === undefined) throw new TokenRefused("expiry-missing", seen);
    return { ...payload, exp };
  };
}

/** Opens the library's own seam for tokens that are already taken apart. */
class DecomposedVerifier extends JwtVerifierBase<
  { readonly issuer: string; readonly audience: string[] },
  { readonly issuer: string; readonly audience: string[]; readonly jwksUri: string },
  true
> {
  constructor(issuers: readonly IssuerSettings[], cache: JwksCache) {
    super(
      issuers.map(({ issuer, audiences, jwksUri }) => ({ issuer, audience: [...audiences], jwksUri })),
      cache,
    );
  }

  async verifyParts(token: UnverifiedToken, { issuer, audiences, jwksUri }: IssuerSettings): Promise<void> {
    const parts = token as Parameters<typeof this.verifyDecomposedJwt>[0];
    await this.verifyDecomposedJwt(parts, jwksUri, { issuer, audience: [...audiences] });
  }
}

const reasons: readonly (readonly [new (...arguments_: never[]) => Error, RefusalReason])[] = [
  [JwtInvalidSignatureError, "signature-invalid"],
  [JwtExpiredError, "expired"],
  [JwtNotBeforeError, "not-yet-valid"],
  [JwtInvalidAudienceError, "audience-mismatch"],
  [KidNotFoundInJwksError, "key-unknown"],
  // The set was fetched a moment ago, and the key was not in it.
  [WaitPeriodNotYetEndedJwkError, "key-unknown"],
];

function refusal(error: unknown, seen: { readonly issuer: string; readonly kid: string }): Error {
  if (error instanceof FetchError || error instanceof JwksValidationError) {
    return new KeySetUnavailable(`The key set of ${seen.issuer} cannot be had`, { cause: error });
  }
  const known = reasons.find(([type]) => error instanceof type);
  // Whatever else the library or node:crypto says of a key is about this token's key.
  return new TokenRefused(known?.[1] ?? "key-unfit", seen);
}

/** Enough of an unverified value to recognise it by. */
function bounded(value: string): string {
  return value.slice(0, 200);
}
