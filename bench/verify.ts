/**
 * Verifying an access token, warm, against aws-jwt-verify alone on the same tokens in the same run: what the
 * rules beyond the library cost. `node bench/verify.ts [verifications]`.
 */
import { JwtVerifier } from "aws-jwt-verify";
import { issuerOf } from "../lambdas/authorizer/issuer.ts";
import { keySets } from "../lambdas/authorizer/key-sets.ts";
import { tokenVerifier } from "../lambdas/authorizer/verifier.ts";
import { keySetOf, signToken, tokenKey } from "../test/support/tokens.ts";

const count = Number(process.argv[2] ?? 2_000);
const issuer = "https://auth.example.com";
const audience = `${issuer}/resources`;
const now = Math.floor(Date.now() / 1000);
// Scopes as one text: the library refuses every token whose scopes are a list.
const claims = {
  iss: issuer,
  aud: audience,
  sub: "42",
  client_id: "addin",
  iat: now,
  nbf: now,
  exp: now + 3600,
  scope: "openid profile",
};

/**
 * Microseconds a verification, of ways that take turns: the median of seven rounds each, after one
 * for the compiler.
 */
async function measure(...ways: readonly (() => Promise<unknown>)[]): Promise<number[]> {
  const rounds = ways.map(() => [] as number[]);
  for (let round = 0; round < 8; round++) {
    for (const [at, verify] of ways.entries()) {
      const start = performance.now();
      for (let turn = 0; turn < count; turn++) await verify();
      rounds[at]?.push(((performance.now() - start) * 1000) / count);
    }
  }
  return rounds.map((times) => times.slice(1).sort((one, other) => one - other)[3] ?? Number.NaN);
}

const rows = [];
for (const algorithm of ["RS256", "ES256", "EdDSA"] as const) {
  const key = tokenKey(algorithm, "k");
  const token = signToken(key, { alg: algorithm, typ: "at+jwt", kid: "k" }, claims);
  const library = JwtVerifier.create({ issuer, audience, jwksUri: `${issuer}/jwks` });
  library.cacheJwks(JSON.parse(keySetOf([key])));
  const settings = { issuer, audiences: [audience], algorithms: [algorithm], jwksUri: `${issuer}/jwks` };
  const published = [{ ...key.jwk, kty: key.jwk.kty ?? "", kid: "k" }];
  const keys = keySets({
    lifetimeSeconds: 3600,
    outageSeconds: 3600,
    fetch: async () => ({ keys: published as never, maxAgeSeconds: null }),
  });
  const verify = tokenVerifier([issuerOf(settings)], keys, "any");
  const [alone = Number.NaN, ours = Number.NaN] = await measure(
    () => library.verify(token),
    () => verify(token),
  );
  rows.push({
    algorithm,
    "aws-jwt-verify alone, µs": Math.round(alone),
    "this API, µs": Math.round(ours),
    "times the library": Number((ours / alone).toFixed(2)),
  });
}
console.log(`Verifying an access token, ${count} times a round, warm`);
console.table(rows);
