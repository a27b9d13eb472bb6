import { JwtVerifierBase } from "aws-jwt-verify/jwt-verifier";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Jwk, parseKeySet } from "../../../lambdas/authorizer/fetch-key-set.ts";
import { issuerOf } from "../../../lambdas/authorizer/issuer.ts";
import { keySets } from "../../../lambdas/authorizer/key-sets.ts";
import { verifiedTokens } from "../../../lambdas/authorizer/verified-tokens.ts";
import { tokenVerifier } from "../../../lambdas/authorizer/verifier.ts";
import { parseIssuers } from "../../support/settings.ts";
import { keySetOf, signToken, tokenKey } from "../../support/tokens.ts";

const issuer = "https://auth.example.test";
const other = "https://other.example.test";
const key = tokenKey("ES256", "k");
const startMs = Date.UTC(2026, 0, 1);
const hourMs = 3_600_000;

/** The keys that the issuer publishes now. */
let published: readonly Jwk[];
let verify: ReturnType<typeof tokenVerifier>;
/** Called at each verification of a signature. */
const signatures = vi.spyOn(
  JwtVerifierBase.prototype as unknown as { verifyDecomposedJwtSync: () => unknown },
  "verifyDecomposedJwtSync",
);

beforeEach(() => {
  vi.useFakeTimers({ now: startMs, toFake: ["Date"] });
  signatures.mockClear();
  published = parseKeySet(JSON.parse(keySetOf([key])));
  const settings = [issuer, other].map((name) => ({
    issuer: name,
    jwksUri: `${name}/keys`,
    algorithms: ["ES256"],
    clockSkewSeconds: 5,
  }));
  verify = tokenVerifier(
    parseIssuers(settings).map(issuerOf),
    keySets({
      lifetimeSeconds: 3600,
      outageSeconds: 3600,
      fetch: async () => ({ keys: parseKeySet({ keys: published }), maxAgeSeconds: null }),
    }),
    "any",
  );
});
afterEach(() => vi.useRealTimers());

function tokenOf(more: object = {}, of = issuer): string {
  const seconds = Math.floor(Date.now() / 1000);
  const times = { iat: seconds, nbf: seconds, exp: seconds + 7200 };
  const claims = { iss: of, aud: `${of}/resources`, sub: "42", client_id: "addin", ...times, ...more };
  return signToken(key, { alg: "ES256", typ: "at+jwt", kid: "k" }, claims);
}
const reasonOf = (token: string) => verify(token).then(String, ({ reason }) => reason);

describe("the signature of a token", () => {
  it("is verified once, and says the same each time", async () => {
    const token = tokenOf();
    const first = await verify(token);
    expect(await verify(token)).toEqual(first);
    expect(await verify(token)).toEqual(first);
    expect(signatures).toHaveBeenCalledTimes(1);
  });

  it("is verified for each token, however alike they are", async () => {
    const token = tokenOf();
    await verify(token);
    const [header, payload, signature = ""] = token.split(".");
    const flipped = signature.startsWith("A") ? `B${signature.slice(1)}` : `A${signature.slice(1)}`;
    expect(await reasonOf(`${header}.${payload}.${flipped}`)).toBe("signature-invalid");
    expect(await reasonOf(`${header}.${payload}.`)).not.toBe("[object Object]");
    await verify(tokenOf({ jti: "another" }));
    expect(signatures.mock.calls.length).toBeGreaterThanOrEqual(3);
  });

  it("is verified for each issuer, also where two have the same key", async () => {
    await verify(tokenOf());
    await verify(tokenOf({}, other));
    expect(signatures).toHaveBeenCalledTimes(2);
  });

  it("is not believed past the end of the token", async () => {
    const token = tokenOf({ exp: startMs / 1000 + 60 });
    await verify(token);
    vi.setSystemTime(startMs + 64_000);
    await verify(token);
    vi.setSystemTime(startMs + 65_000);
    expect(await reasonOf(token)).toBe("expired");
    expect(await reasonOf(token)).toBe("expired");
  });

  it("is verified again when the key set has been renewed, and refused without its key", async () => {
    const token = tokenOf();
    await verify(token);
    vi.setSystemTime(startMs + hourMs);
    await verify(token);
    await verify(token);
    expect(signatures).toHaveBeenCalledTimes(2);
    published = parseKeySet(JSON.parse(keySetOf([tokenKey("ES256", "another")])));
    vi.setSystemTime(startMs + 2 * hourMs - 60_000);
    await verify(token);
    vi.setSystemTime(startMs + 2 * hourMs);
    expect(await reasonOf(token)).toBe("key-unknown");
  });

  it("is not believed when the issuer replaces the key under its name", async () => {
    const token = tokenOf();
    await verify(token);
    published = parseKeySet(JSON.parse(keySetOf([tokenKey("ES256", "k")])));
    vi.setSystemTime(startMs + hourMs);
    expect(await reasonOf(token)).toBe("signature-invalid");
  });

  it("is not remembered of a token that is refused for something else", async () => {
    const token = tokenOf({ aud: "https://elsewhere.example.test" });
    expect(await reasonOf(token)).toBe("audience-mismatch");
    expect(await reasonOf(token)).toBe("audience-mismatch");
    expect(signatures).toHaveBeenCalledTimes(2);
  });
});

describe("the tokens that are remembered", () => {
  const verified = { token: {} as never, key: {} as never };

  it("are so many and no more, and the one that was not seen for longest goes", () => {
    const tokens = verifiedTokens(2);
    tokens.keep("a", verified);
    tokens.keep("b", verified);
    expect(tokens.find("a")).toBe(verified);
    tokens.keep("c", verified);
    expect(["a", "b", "c"].filter((digest) => tokens.find(digest))).toEqual(["a", "c"]);
  });

  it("are forgotten one by one", () => {
    const tokens = verifiedTokens();
    tokens.keep("a", verified);
    tokens.forget("a");
    expect(tokens.find("a")).toBeUndefined();
  });
});
