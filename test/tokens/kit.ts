import { constants, createHash, createHmac, createPublicKey, randomBytes, sign } from "node:crypto";
import type { RefusalReason } from "../../lambdas/authorizer/refusal.ts";
import { keySetOf, signingInput, signToken, type TokenKey, tokenKey } from "../support/tokens.ts";

/** A request's Authorization headers, and what this API must answer. */
export interface TokenCase {
  readonly name: string;
  /** Values of the request's `Authorization` headers. */
  readonly authorization: readonly string[];
  readonly status: 200 | 401 | 403;
  /** The reason in the log; null for an accepted token. */
  readonly reason: RefusalReason | null;
}

const algorithms = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "EdDSA"] as const;

/** One provider like Interject's, one that sends `JWT` and must grant the scope `data`. */
export const issuer = "https://auth.example.test";
export const federated = "https://login.example.test/tenant/";
export const audience = `${issuer}/resources`;

/** Keys of both issuers, and ways to make tokens with them, good and bad. */
export function tokenKit() {
  const keys = Object.fromEntries(
    algorithms.map((algorithm) => [algorithm, tokenKey(algorithm, `k-${algorithm}`)]),
  );
  const key = (algorithm: string): TokenKey => {
    const found = keys[algorithm];
    if (found === undefined) throw new Error(`The kit has no key for ${algorithm}`);
    return found;
  };
  const unfit = {
    weak: tokenKey("RS256", "weak", {}, 1024),
    encryption: tokenKey("RS256", "encryption", { use: "enc" }),
    cannotVerify: tokenKey("RS256", "cannot-verify", { key_ops: ["sign"] }),
    // Named for no algorithm, so that only its type and curve can tell.
    anyRsa: tokenKey("RS256", "any-rsa", { alg: undefined }),
    anyEc: tokenKey("ES384", "any-ec", { alg: undefined }),
    exponentOne: tokenKey("RS256", "exponent-one", { e: "AQ" }),
  };
  const federatedKey = tokenKey("RS256", "federated");
  const stranger = tokenKey("RS256", "k-RS256");
  const now = Math.floor(Date.now() / 1000);

  const header = (more: object = {}) => ({ alg: "RS256", typ: "at+jwt", kid: "k-RS256", ...more });
  const payload = (more: object = {}) => ({
    iss: issuer,
    aud: audience,
    sub: "42",
    client_id: "addin",
    iat: now,
    nbf: now,
    exp: now + 3600,
    scope: ["openid", "data"],
    ids_client_id: "ACME",
    ...more,
  });

  return {
    now,
    key,
    unfit,
    stranger,
    header,
    payload,
    good: signToken(key("RS256"), header(), payload()),

    /** A token of the first issuer, signed for real, with members changed; `undefined` takes one out. */
    token: (headerMore: object = {}, payloadMore: object = {}, signer = key("RS256")) =>
      signToken(
        signer,
        header({ kid: signer.kid, alg: signer.algorithm, ...headerMore }),
        payload(payloadMore),
      ),

    /** A token of the second issuer. */
    federatedToken: (headerMore: object = {}, payloadMore: object = {}, signer = federatedKey) =>
      signToken(
        signer,
        header({ typ: "JWT", kid: signer.kid, ...headerMore }),
        payload({ iss: federated, aud: "api://data", client_id: undefined, azp: "app", ...payloadMore }),
      ),

    /** A token whose parts are these texts, signed for real. */
    raw: (headerText: string, payloadText: string) => signToken(key("RS256"), headerText, payloadText),

    /** A token with any bytes for its signature. */
    sealed: (bytes: Buffer, headerMore: object = {}) =>
      `${signingInput(header(headerMore), payload())}.${bytes.toString("base64url")}`,

    /** The public key taken for a shared secret: CVE-2015-9235. */
    hmac(algorithm: string, secret: "pem" | "der" | "modulus") {
      const publicKey = createPublicKey(key("RS256").privateKey);
      const { n = "" } = publicKey.export({ format: "jwk" });
      const secrets = {
        pem: publicKey.export({ type: "spki", format: "pem" }),
        der: publicKey.export({ type: "spki", format: "der" }),
        modulus: n,
      };
      const input = signingInput(header({ alg: algorithm }), payload());
      const mac = createHmac(`sha${algorithm.slice(2)}`, secrets[secret])
        .update(input)
        .digest("base64url");
      return `${input}.${mac}`;
    },

    /** Signed with RSASSA-PSS, which is none of the algorithms here. */
    pss() {
      const input = signingInput(header({ alg: "PS256" }), payload());
      const options = { key: key("RS256").privateKey, padding: constants.RSA_PKCS1_PSS_PADDING };
      return `${input}.${sign("sha256", Buffer.from(input), options).toString("base64url")}`;
    },

    /**
     * Under a public exponent of one a signature is its own padded hash, which anyone can write (RFC
     * 8017 section 9.2).
     */
    exponentOne() {
      const input = signingInput(header({ kid: "exponent-one" }), payload());
      const digestInfo = Buffer.from("3031300d060960864801650304020105000420", "hex");
      const hash = createHash("sha256").update(input).digest();
      const padding = Buffer.alloc(256 - 3 - digestInfo.length - hash.length, 0xff);
      const padded = Buffer.concat([Buffer.from([0, 1]), padding, Buffer.from([0]), digestInfo, hash]);
      return `${input}.${padded.toString("base64url")}`;
    },

    /** What the issuers publish. The first one's holds keys that nobody may use, too. */
    keySets: {
      issuer: keySetOf([...Object.values(keys), ...Object.values(unfit), secretKey()]),
      federated: keySetOf([federatedKey]),
    },

    /** The only client that is to be admitted. */
    clients: ["ACME"],

    /** Settings that trust both issuers, whose key sets are at these addresses. */
    settings: (addresses: { readonly issuer: string; readonly federated: string }) => [
      // Interject's claims are believed of its own provider alone.
      {
        provider: "interject",
        issuer,
        audiences: [audience],
        algorithms: [...algorithms],
        jwksUri: addresses.issuer,
      },
      {
        issuer: federated,
        audiences: ["api://data"],
        types: ["JWT"],
        jwksUri: addresses.federated,
        clientId: "ACME",
        requiredScopes: ["data"],
      },
    ],
  };
}
export type TokenKit = ReturnType<typeof tokenKit>;

/** A shared secret, which no key set should hold. */
function secretKey(): TokenKey {
  const jwk = { kty: "oct", k: randomBytes(32).toString("base64url"), kid: "secret", alg: "HS256" };
  return { ...tokenKey("EdDSA", "secret"), jwk };
}

/** A case with one `Authorization: Bearer` header. */
export function refused(name: string, token: string, reason: RefusalReason): TokenCase {
  return { name, authorization: [`Bearer ${token}`], status: 401, reason };
}

export function accepted(name: string, token: string): TokenCase {
  return { name, authorization: [`Bearer ${token}`], status: 200, reason: null };
}
