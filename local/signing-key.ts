import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The local identity provider's key. */
export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** RFC 7638 thumbprint. */
  readonly kid: string;
}

/**
 * The key kept in `folder`, made there at the first call: tokens outlast a restart, and the token command needs no
 * running provider.
 */
export function signingKey(folder: string): SigningKey {
  const file = join(folder, "issuer-key.pem");
  try {
    return withThumbprint(createPrivateKey(readFileSync(file)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  return withThumbprint(privateKey);
}

/** A key that no provider knows. */
export function strangersKey(): SigningKey {
  return withThumbprint(generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey);
}

function withThumbprint(privateKey: KeyObject): SigningKey {
  const publicKey = createPublicKey(privateKey);
  const { e, kty, n } = publicKey.export({ format: "jwk" });
  const kid = createHash("sha256").update(JSON.stringify({ e, kty, n })).digest("base64url");
  return { privateKey, publicKey, kid };
}
