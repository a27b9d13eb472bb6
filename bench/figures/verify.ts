/**
 * Verifying an access token, warm: the authorizer's whole handler, from the gateway's event to the policy,
 * beside node:crypto's verification of the same bytes alone, and beside the usual packages. Each token is
 * seen for the first time, but for the line that says otherwise.
 */
import { createPublicKey, type KeyObject, verify as verifyBytes } from "node:crypto";
import { JwtVerifier } from "aws-jwt-verify";
import { createLocalJWKSet, jwtVerify } from "jose";
import { AuthorizerSettings } from "../../lambdas/settings/authorizer.ts";
import { encodeSettings } from "../../lambdas/settings/functions.ts";
import { countingServer } from "../../test/support/key-set-server.ts";
import { keySetOf, signToken, type TokenKey, tokenKey } from "../../test/support/tokens.ts";
import type { Figure } from "../figure.ts";
import { compared, microseconds, paired } from "../paired.ts";

const issuer = "https://auth.example.com";
const audience = `${issuer}/resources`;
const rounds = 5;
/** More than the authorizer remembers, so that no token is known when its turn comes again. */
const tokens = 2_000;

const goals = { RS256: 2.5, ES256: 1.2, EdDSA: 1.2 } as const;
const algorithms = Object.keys(goals) as (keyof typeof goals)[];

export async function* figures(): AsyncGenerator<Figure> {
  const keys = algorithms.map((algorithm) => tokenKey(algorithm, algorithm));
  const server = await countingServer((response) => response.end(keySetOf(keys)));
  Object.assign(
    process.env,
    encodeSettings(AuthorizerSettings, {
      issuers: [{ issuer, audiences: [audience], algorithms, jwksUri: server.url }],
      clients: "any",
    }),
  );
  const { handler } = await import("../../lambdas/authorizer/handler.ts");
  try {
    for (const [at, key] of keys.entries()) yield* figuresOf(key, goals[algorithms[at] ?? "RS256"], handler);
  } finally {
    await server.close();
  }
}

type Handler = typeof import("../../lambdas/authorizer/handler.ts").handler;

async function* figuresOf(key: TokenKey, goal: number, handler: Handler): AsyncGenerator<Figure> {
  const { algorithm } = key;
  const sent = Array.from({ length: tokens }, (_, at) => tokenFor(key, at));
  const tokenAt = (at: number) => sent[at % tokens] ?? "";
  const events = sent.map(eventOf);
  const publicKey = createPublicKey({ key: key.jwk, format: "jwk" });
  const signed = sent.map(signedParts);
  const library = JwtVerifier.create({ issuer, audience, jwksUri: `${issuer}/jwks` });
  library.cacheJwks(JSON.parse(keySetOf([key])));
  const keySet = createLocalJWKSet(JSON.parse(keySetOf([key])));
  const ask = (event: object | undefined) => handler(event as never, { awsRequestId: "1" });

  const timed = await paired(
    {
      ours: () => microseconds(tokens, (at) => ask(events[at])),
      again: () => microseconds(tokens, () => ask(events[0])),
      limit: () => microseconds(tokens, (at) => isSigned(algorithm, publicKey, signed[at])),
      awsJwtVerify: () => microseconds(tokens, (at) => library.verify(tokenAt(at))),
      jose: () => microseconds(tokens, (at) => jwtVerify(tokenAt(at), keySet, { issuer, audience })),
    },
    rounds,
  );
  const title = `${algorithm}: event to policy`;
  const limit = `crypto.verify of the same bytes`;
  yield compared(title, "µs", timed.ours, limit, timed.limit, { atMost: goal });
  yield compared(title, "µs", timed.ours, "aws-jwt-verify, token to claims", timed.awsJwtVerify);
  yield compared(title, "µs", timed.ours, "jose, token to claims", timed.jose);
  const isRsa = algorithm === "RS256";
  yield compared(
    `${algorithm}: the same token again`,
    "µs",
    timed.again,
    limit,
    timed.limit,
    isRsa ? { atMost: 0.5 } : null,
  );
}

/** Scopes are one text: aws-jwt-verify refuses a list. */
function tokenFor(key: TokenKey, at: number): string {
  const now = Math.floor(Date.now() / 1000);
  const times = { iat: now, nbf: now, exp: now + 3600 };
  const claims = { iss: issuer, aud: audience, sub: String(at), client_id: "addin", scope: "openid profile" };
  return signToken(key, { alg: key.algorithm, typ: "at+jwt", kid: key.kid }, { ...claims, ...times });
}

/** What the authorizer reads of the gateway's event. */
function eventOf(token: string) {
  return {
    methodArn: "arn:aws:execute-api:eu-central-1:000000000000:api/prod/POST/api/v1/sql",
    headers: { Authorization: `Bearer ${token}` },
    multiValueHeaders: { Authorization: [`Bearer ${token}`] },
    requestContext: { requestId: "1", identity: { sourceIp: "192.0.2.1", userAgent: "bench" } },
  };
}

interface Signed {
  readonly bytes: Buffer;
  readonly signature: Buffer;
}

function signedParts(token: string): Signed {
  const end = token.lastIndexOf(".");
  return {
    bytes: Buffer.from(token.slice(0, end)),
    signature: Buffer.from(token.slice(end + 1), "base64url"),
  };
}

function isSigned(algorithm: string, key: KeyObject, signed: Signed | undefined): void {
  const digest = algorithm === "EdDSA" ? null : "sha256";
  const isGood =
    signed !== undefined &&
    verifyBytes(digest, signed.bytes, { key, dsaEncoding: "ieee-p1363" }, signed.signature);
  if (!isGood) throw new Error("A signature of the benchmark is not good.");
}
