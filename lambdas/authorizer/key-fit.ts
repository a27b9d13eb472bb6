import type { Jwk } from "./fetch-key-set.ts";

/** Least size of an RSA key (RFC 7518 section 3.3). */
const leastModulusBits = 2048;

/** The curve that each algorithm is defined for (RFC 7518 section 3.4, RFC 8037 section 3.1). */
const curves: Readonly<Record<string, readonly string[]>> = {
  ES256: ["P-256"],
  ES384: ["P-384"],
  ES512: ["P-521"],
  EdDSA: ["Ed25519", "Ed448"],
};

/**
 * Whether a key may verify signatures of an algorithm. The key's own members decide (RFC 7517 sections 4.2 to
 * 4.4), its type and curve, and for RSA its size and exponent.
 */
export function keyFits({ kty, use, alg, key_ops: operations, crv, n, e }: Jwk, algorithm: string): boolean {
  if (use !== undefined && use !== "sig") return false;
  if (alg !== undefined && alg !== algorithm) return false;
  if (operations !== undefined && !operations.includes("verify")) return false;
  if (algorithm.startsWith("RS")) {
    return kty === "RSA" && bitsOf(n) >= leastModulusBits && isExponent(e);
  }
  const family = algorithm === "EdDSA" ? "OKP" : "EC";
  return kty === family && crv !== undefined && curves[algorithm]?.includes(crv) === true;
}

/** Size of a number in base64url. */
function bitsOf(number = ""): number {
  const bytes = Buffer.from(number, "base64url");
  const first = bytes.findIndex((byte) => byte !== 0);
  return first === -1 ? 0 : (bytes.length - first) * 8 - (Math.clz32(bytes[first] ?? 0) - 24);
}

/** An exponent of one would make every signature its own message. */
function isExponent(e = ""): boolean {
  return bitsOf(e) > 1 && ((Buffer.from(e, "base64url").at(-1) ?? 0) & 1) === 1;
}
