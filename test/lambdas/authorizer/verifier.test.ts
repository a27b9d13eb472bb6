import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { KeySetUnavailable, TokenRefused } from "../../../lambdas/authorizer/refusal.ts";
import { tokenVerifier } from "../../../lambdas/authorizer/verifier.ts";
import { accessToken, type BadToken, badTokens } from "../../../local/access-token.ts";
import { signingKey, strangersKey } from "../../../local/signing-key.ts";
import { countingServer, keySet } from "../../support/key-set-server.ts";

const issuer = "https://auth.example.test";
const folder = mkdtempSync(join(tmpdir(), "verifier-test-"));
const key = signingKey(folder);
let server: Awaited<ReturnType<typeof countingServer>>;
let verify: ReturnType<typeof tokenVerifier>;

const verifierFor = (jwksUri: string) =>
  tokenVerifier({
    issuers: [{ issuer, audiences: [`${issuer}/resources`], algorithms: ["RS256"], jwksUri }],
  });
const reasonOf = async (token: string) => {
  const error: unknown = await verify(token).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return error instanceof TokenRefused ? error.reason : error;
};

beforeAll(async () => {
  server = await countingServer((response) => response.end(keySet(key)));
});
beforeEach(() => {
  verify = verifierFor(server.url);
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("a token of the configured issuer", () => {
  it("is accepted with its scopes as a list, as Duende sends them", async () => {
    const claims = await verify(accessToken(key, { issuer, scopes: ["a", "b"] }));
    expect(claims["scope"]).toEqual(["a", "b"]);
  });

  it("is checked with one fetch of the key set, for any number at a time", async () => {
    const before = server.count();
    await Promise.all(Array.from({ length: 20 }, () => verify(accessToken(key, { issuer }))));
    await verify(accessToken(key, { issuer }));
    expect(server.count() - before).toBe(1);
  });
});

describe("a bad token", () => {
  const expected: Record<BadToken, string> = {
    expired: "expired",
    "not-yet-valid": "not-yet-valid",
    "wrong-issuer": "issuer-unknown",
    "wrong-audience": "audience-mismatch",
    "wrong-key": "signature-invalid",
    "unknown-kid": "key-unknown",
    "alg-none": "algorithm-not-allowed",
    hs256: "algorithm-not-allowed",
    "no-exp": "expiry-missing",
    tampered: "signature-invalid",
  };

  it.each(Object.keys(badTokens) as BadToken[])("that is %s is refused for it", async (bad) => {
    expect(await reasonOf(accessToken(key, { issuer, bad }))).toBe(expected[bad]);
  });

  it.each(["", "a", "a.b", "a.b.c.d", "..", "e30.e30.e30", "!.!.!"])("%j is malformed", async (token) => {
    expect(await reasonOf(token)).toBe("token-malformed");
  });

  it("does not make a second fetch for another unknown key at once", async () => {
    await verify(accessToken(key, { issuer }));
    const before = server.count();
    expect(await reasonOf(accessToken(key, { issuer, bad: "unknown-kid" }))).toBe("key-unknown");
    expect(await reasonOf(accessToken(key, { issuer, bad: "unknown-kid" }))).toBe("key-unknown");
    expect(server.count() - before).toBe(1);
  });

  it("is any valid token with one character changed", async () => {
    const token = accessToken(key, { issuer });
    await verify(token);
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
    await fc.assert(
      fc.asyncProperty(fc.nat(token.length - 1), fc.constantFrom(...alphabet), async (at, character) => {
        fc.pre(token[at] !== character);
        expect(await reasonOf(token.slice(0, at) + character + token.slice(at + 1))).toEqual(
          expect.any(String),
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe("a key set that cannot be had", () => {
  it.each([
    ["an error", (response: import("node:http").ServerResponse) => response.writeHead(500).end()],
    [
      "a redirect",
      (response: import("node:http").ServerResponse) =>
        response.writeHead(302, { Location: server.url }).end(),
    ],
    ["no key set", (response: import("node:http").ServerResponse) => response.end("<html>")],
    ["more than 100 KB", (response: import("node:http").ServerResponse) => response.end(" ".repeat(100_001))],
    ["a broken transfer", (response: import("node:http").ServerResponse) => response.destroy()],
  ])("because the answer is %s is an outage, not a refusal", async (_, answer) => {
    const broken = await countingServer(answer);
    try {
      verify = verifierFor(broken.url);
      expect(await reasonOf(accessToken(key, { issuer }))).toBeInstanceOf(KeySetUnavailable);
      expect(broken.count()).toBeLessThanOrEqual(2);
    } finally {
      await broken.close();
    }
  });

  it("is asked for once more before giving up", async () => {
    const flaky = await countingServer((response, count) =>
      count === 1 ? response.destroy() : response.end(keySet(key)),
    );
    try {
      verify = verifierFor(flaky.url);
      await verify(accessToken(key, { issuer }));
      expect(flaky.count()).toBe(2);
    } finally {
      await flaky.close();
    }
  });
});

describe("a new key of the issuer", () => {
  it("is found when a token first names it", async () => {
    const next = strangersKey();
    const rotating = await countingServer((response, count) =>
      response.end(count === 1 ? keySet(key) : keySet(key, next)),
    );
    try {
      verify = verifierFor(rotating.url);
      await verify(accessToken(key, { issuer }));
      await verify(accessToken(next, { issuer }));
      await verify(accessToken(key, { issuer }));
      expect(rotating.count()).toBe(2);
    } finally {
      await rotating.close();
    }
  });
});
