import { generateKeyPairSync, type JsonWebKey, type KeyObject, sign } from "node:crypto";

/** A key of an identity provider that a test makes up. */
export interface TokenKey {
  readonly kid: string;
  readonly algorithm: string;
  readonly privateKey: KeyObject;
  /** As the provider publishes it (RFC 7517 section 4). */
  readonly jwk: JsonWebKey;
}

/** A new key. @param more members that the published key has beside its own, or instead */
export function tokenKey(algorithm: string, kid: string, more: object = {}, modulusLength = 2048): TokenKey {
  const { privateKey, publicKey } = generate(algorithm, modulusLength);
  const jwk = { ...publicKey.export({ format: "jwk" }), kid, alg: algorithm, use: "sig", ...more };
  return { kid, algorithm, privateKey, jwk };
}

function generate(algorithm: string, modulusLength: number): { privateKey: KeyObject; publicKey: KeyObject } {
  if (algorithm === "EdDSA") return generateKeyPairSync("ed25519");
  if (!algorithm.startsWith("ES")) return generateKeyPairSync("rsa", { modulusLength });
  const curves: Readonly<Record<string, string>> = { ES256: "P-256", ES384: "P-384", ES512: "P-521" };
  return generateKeyPairSync("ec", { namedCurve: curves[algorithm] ?? "P-256" });
}

/** A key set as providers publish it (RFC 7517 section 5). */
export function keySetOf(keys: readonly TokenKey[]): string {
  return JSON.stringify({ keys: keys.map(({ jwk }) => jwk) });
}

/** Signs any header and payload; a text stands for itself, so that it need not be JSON. */
export function signToken(
  key: TokenKey,
  header: object | string,
  payload: object | string,
  algorithm = key.algorithm,
): string {
  const input = signingInput(header, payload);
  return `${input}.${signature(key, input, algorithm).toString("base64url")}`;
}

/** Header and payload in base64url, with a dot between. */
export function signingInput(header: object | string, payload: object | string): string {
  return [header, payload]
    .map((part) => Buffer.from(typeof part === "string" ? part : JSON.stringify(part)).toString("base64url"))
    .join(".");
}

/** RFC 7518 section 3, RFC 8037 section 3.1. */
export function signature({ privateKey }: TokenKey, input: string, algorithm: string): Buffer {
  const hash = algorithm === "EdDSA" ? null : `sha${algorithm.slice(2)}`;
  return sign(hash, Buffer.from(input), { key: privateKey, dsaEncoding: "ieee-p1363" });
}
