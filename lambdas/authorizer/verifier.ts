import { createHash } from "node:crypto";
import { JwtInvalidClaimError, JwtInvalidSignatureError } from "aws-jwt-verify/error";
import type { JwksCache, JwkWithKid } from "aws-jwt-verify/jwk";
import { JwtVerifierBase } from "aws-jwt-verify/jwt-verifier";
import type { Identity } from "../identity.ts";
import { oauthClient } from "./claim-values.ts";
import { identityOf } from "./claims.ts";
import { customCheck } from "./custom-check.ts";
import type { Issuer } from "./issuer.ts";
import type { KeySets } from "./key-sets.ts";
import { KeySetUnavailable, type RefusalDetail, TokenRefused } from "./refusal.ts";
import { claimRules, headerRules, type Rule } from "./rules.ts";
import { decompose, type UnverifiedToken } from "./token.ts";

/**
 * Verifies access tokens of the configured issuers (RFC 9068 section 4, RFC 8725 section 3).
 *
 * aws-jwt-verify does the cryptography, and checks issuer, `exp` and `nbf`. The token is taken apart here, because the library
 * refuses every token whose `scope` is a list, which is Duende's default (protocol section 2); what the library leaves open, the
 * rules close.
 * @returns a function that says who a token's caller is, or throws TokenRefused (the token is bad) or KeySetUnavailable
 */
export function tokenVerifier(
  issuers: readonly Issuer[],
  keySets: KeySets,
): (token: string) => Promise<Identity> {
  const byName = new Map(issuers.map((issuer) => [issuer.name, issuer]));
  const verifySignature = signatureVerifier(issuers, keySets);
  return async (text) => {
    const token = decompose(text);
    try {
      const issuer = byName.get(token.payload.iss);
      if (issuer === undefined) {
        throw new TokenRefused("issuer-unknown", { expected: [...byName.keys()], actual: token.payload.iss });
      }
      keepRules(headerRules, token, issuer);
      const objection = await verifySignature(token, issuer);
      keepRules(claimRules, token, issuer);
      if (objection !== null) throw new TokenRefused("claim-malformed", { actual: objection });
      const identity = identityOf(token.payload, issuer);
      const reason = customCheck(token.payload, issuer.name);
      if (reason !== null) throw new TokenRefused("custom-check", { actual: reason });
      return identity;
    } catch (error) {
      throw error instanceof TokenRefused ? described(error, token) : error;
    }
  };
}

/**
 * The part of {@link tokenVerifier} that is the library's: the key and the signature.
 * @returns a function that resolves to null, or to what the library says of a claim under a good signature; it throws
 * TokenRefused for any fault of key or signature, and KeySetUnavailable
 */
export function signatureVerifier(
  issuers: readonly Issuer[],
  keySets: KeySets,
): (token: UnverifiedToken, issuer: Issuer) => Promise<string | null> {
  const verifier = new DecomposedVerifier(new Map(issuers.map((issuer) => [issuer.name, issuer])), keySets);
  return (token, issuer) => verifier.verifySignature(token, issuer);
}

function keepRules(rules: readonly Rule[], token: UnverifiedToken, issuer: Issuer): void {
  for (const { reason, breach } of rules) {
    const found = breach(token, issuer, Date.now() / 1000);
    if (found !== null) throw new TokenRefused(reason, found);
  }
}

interface IssuerConfig {
  readonly issuer: string;
  readonly jwksUri: string;
  readonly graceSeconds: number;
  /** Null: the rules know where each provider has its audience. */
  readonly audience: null;
}

/** Opens the library's own seams: for tokens that are already taken apart, and for keys that are kept elsewhere. */
class DecomposedVerifier extends JwtVerifierBase<Omit<IssuerConfig, "jwksUri">, IssuerConfig, true> {
  constructor(issuers: ReadonlyMap<string, Issuer>, keySets: KeySets) {
    const configs = [...issuers.values()].map(({ name, clockSkewSeconds }) => ({
      issuer: name,
      // The library passes it on to the key sets and does no more with it.
      jwksUri: name,
      graceSeconds: clockSkewSeconds,
      audience: null,
    }));
    super(configs, jwksCache(issuers, keySets));
  }

  /**
   * @returns null, or what the library says of a claim under a good signature: the rules say it better, but do not overrule it
   * @throws TokenRefused for any fault of key or signature; KeySetUnavailable
   */
  async verifySignature(token: UnverifiedToken, { name, clockSkewSeconds }: Issuer): Promise<string | null> {
    try {
      const parts = token as Parameters<typeof this.verifyDecomposedJwt>[0];
      const expected = { issuer: name, graceSeconds: clockSkewSeconds, audience: null };
      await this.verifyDecomposedJwt(parts, name, expected);
      return null;
    } catch (error) {
      if (error instanceof TokenRefused || error instanceof KeySetUnavailable) throw error;
      if (error instanceof JwtInvalidClaimError) return error.message;
      // Whatever else the library or node:crypto says of a key is about this token's key.
      throw new TokenRefused(isForged(error) ? "signature-invalid" : "key-unfit");
    }
  }
}

/** The second is what node:crypto says of a signature that cannot be one of this key, such as a shorter one. */
function isForged(error: unknown): boolean {
  if (error instanceof JwtInvalidSignatureError) return true;
  return error instanceof Error && "code" in error && error.code === "ERR_CRYPTO_OPERATION_FAILED";
}

/**
 * The key sets in the shape that the library asks for. It keeps imported keys by their kid for good, so each key goes by a
 * name that no other key has: after a renewal, the same kid with a new key is a new key to it at once.
 */
function jwksCache(issuers: ReadonlyMap<string, Issuer>, keySets: KeySets): JwksCache {
  const unused = () => {
    throw new Error("Key sets here are fetched and renewed by themselves");
  };
  return {
    async getJwk(name, { header }) {
      const issuer = issuers.get(name);
      if (issuer === undefined) throw new TokenRefused("issuer-unknown");
      const { jwk, fingerprint } = await keySets.find(issuer, String(header.kid), String(header.alg));
      return { ...jwk, kid: fingerprint } as JwkWithKid;
    },
    getCachedJwk: unused,
    addJwks: unused,
    getJwks: unused,
  };
}

/** Adds what the log line is to say of the token: bounded values, for they may not be verified. */
function described(
  { reason, detail }: TokenRefused,
  { header: { kid }, payload }: UnverifiedToken,
): TokenRefused {
  const client = oauthClient(payload);
  const seen: RefusalDetail = {
    issuer: bounded(payload.iss),
    kid: bounded(kid),
    ...(payload.sub === undefined ? {} : { subjectHash: hashOf(payload.sub) }),
    ...(client === null ? {} : { client: bounded(client) }),
    ...detail,
    ...(detail.actual === undefined ? {} : { actual: bounded(detail.actual) }),
  };
  return new TokenRefused(reason, seen);
}

function hashOf(subject: string): string {
  return createHash("sha256").update(subject).digest("hex").slice(0, 16);
}

/** Enough of a value to recognise it by. */
function bounded(value: string): string {
  return value.slice(0, 200);
}
