import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The local identity provider's key. */
export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** RFC 7638 thumbprint. */
  readonly kid: string;
}

/**
 * The key kept in `folder`, made there at the first call: tokens outlast a restart, and the token command
 * needs no running provider.
 * @throws Error with a sentence when the file is there but holds no RSA key
 */
export function signingKey(folder: string): SigningKey {
  const file = join(folder, "issuer-key.pem");
  return readKey(file) ?? makeKey(file);
}

function readKey(file: string): SigningKey | null {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  try {
    const key = createPrivateKey(text);
    if (key.asymmetricKeyType === "rsa") return withThumbprint(key);
  } catch {
    // The error below says so, as for a key of another type.
  }
  throw new Error(`${file} holds no RSA key: remove it, and a new one is made.`);
}

/** Makes a key. If another process has written the file meanwhile, uses the key of that process. */
function makeKey(file: string): SigningKey {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(file, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600, flag: "wx" });
    return withThumbprint(privateKey);
  } catch (error) {
    const first = readKey(file);
    if (first === null) throw error;
    return first;
  }
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
