import { JwtInvalidClaimError, JwtInvalidSignatureError } from "aws-jwt-verify/error";
import { JwtVerifierBase } from "aws-jwt-verify/jwt-verifier";
import type { Jwk } from "./fetch-key-set.ts";
import type { Issuer } from "./issuer.ts";
import { TokenRefused } from "./refusal.ts";
import type { UnverifiedToken } from "./token.ts";

/**
 * Verifies a token's signature with a key of the issuer, and lets aws-jwt-verify check the claims that it
 * knows.
 * @returns a function that gives null, or what the library objects to in the claims under a good signature.
 * It throws TokenRefused for any fault of the key or the signature.
 */
export function signatureVerifier(): (token: UnverifiedToken, issuer: Issuer, key: Jwk) => string | null {
  // A renewed key set holds new objects, so verifiers of the old keys are never found again.
  const verifiers = new WeakMap<Jwk, KeyVerifier>();
  return (token, issuer, key) => {
    let verifier = verifiers.get(key);
    if (verifier === undefined) {
      verifier = new KeyVerifier(issuer, key);
      verifiers.set(key, verifier);
    }
    try {
      verifier.verifyParts(token);
      return null;
    } catch (error) {
      if (error instanceof JwtInvalidClaimError) return error.message;
      // Anything else that the library or node:crypto says of a key is about this token's key.
      throw new TokenRefused(isForged(error) ? "signature-invalid" : "key-unfit");
    }
  };
}

/**
 * The code is node:crypto's for a signature that this key cannot have made, for example because of its
 * length.
 */
function isForged(error: unknown): boolean {
  if (error instanceof JwtInvalidSignatureError) return true;
  return error instanceof Error && "code" in error && error.code === "ERR_CRYPTO_OPERATION_FAILED";
}

type KeyVerifierConfig = {
  readonly issuer: string;
  /** What the library calls the key set; nothing is fetched from there. */
  readonly jwksUri?: string;
  readonly graceSeconds: number;
  /** Null switches the library's check off: the rules know where each provider has its audience. */
  readonly audience: null;
};

/**
 * aws-jwt-verify for one key of one issuer.
 *
 * It is a subclass because every public method takes the whole token and refuses one whose `scope` is a list,
 * which is Duende's default (protocol section 2). The protected method takes the token's parts, which
 * `token.ts` has read.
 *
 * It has one key because the library keeps imported keys by `kid`, and a renewed set can have another key of
 * the same `kid`. The key is handed over by `cacheJwks`, so the library never fetches a key set. Its own
 * fetching has no lifetime, no limit of size and no care for outages; `key-sets.ts` has.
 */
class KeyVerifier extends JwtVerifierBase<KeyVerifierConfig, KeyVerifierConfig, false> {
  constructor({ name, jwksUri, clockSkewSeconds }: Issuer, key: Jwk) {
    super({
      issuer: name,
      graceSeconds: clockSkewSeconds,
      audience: null,
      ...(jwksUri === null ? {} : { jwksUri }),
    });
    this.cacheJwks({ keys: [key as Parameters<typeof this.cacheJwks>[0]["keys"][number]] });
  }

  /** @throws JwtInvalidClaimError for a claim under a good signature, any other error for key or signature */
  verifyParts(token: UnverifiedToken): void {
    const config = this.getIssuerConfig();
    const parts = token as Parameters<typeof this.verifyDecomposedJwtSync>[0];
    this.verifyDecomposedJwtSync(parts, config.jwksUri, config);
  }
}
