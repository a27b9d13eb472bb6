import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parseKeySet } from "../../../lambdas/authorizer/fetch-key-set.ts";
import { issuerOf } from "../../../lambdas/authorizer/issuer.ts";
import { keySets } from "../../../lambdas/authorizer/key-sets.ts";
import { KeySetUnavailable, TokenRefused } from "../../../lambdas/authorizer/refusal.ts";
import { tokenVerifier } from "../../../lambdas/authorizer/verifier.ts";
import type { Clients } from "../../../lambdas/settings/clients.ts";
import { accessToken, type BadToken, badTokens } from "../../../local/identity-provider/access-token.ts";
import { signingKey } from "../../../local/identity-provider/signing-key.ts";
import { countingServer, keySet } from "../../support/key-set-server.ts";
import { parseIssuers } from "../../support/settings.ts";
import { keySetOf, signToken, type TokenKey, tokenKey } from "../../support/tokens.ts";

const issuer = "https://auth.example.test";
const folder = mkdtempSync(join(tmpdir(), "verifier-test-"));
const key = signingKey(folder);
let server: Awaited<ReturnType<typeof countingServer>>;
let verify: ReturnType<typeof tokenVerifier>;

const verifierFor = (jwksUri: string, more: object = {}) =>
  tokenVerifier(
    parseIssuers([{ issuer, jwksUri, ...more }]).map(issuerOf),
    keySets({ lifetimeSeconds: 3600, outageSeconds: 86_400 }),
    "any",
  );
const refusalOf = async (token: string): Promise<TokenRefused> => {
  try {
    await verify(token);
  } catch (error) {
    if (error instanceof TokenRefused) return error;
    throw error;
  }
  throw new Error("The token is accepted");
};
const reasonOf = async (token: string) => (await refusalOf(token)).reason;

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
    const { scopes } = await verify(accessToken(key, { issuer, scopes: ["a", "b"] }));
    expect(scopes).toEqual(["a", "b"]);
  });

  it("is checked with one fetch of the key set, for any number at a time", async () => {
    const before = server.count();
    await Promise.all(Array.from({ length: 20 }, () => verify(accessToken(key, { issuer }))));
    await verify(accessToken(key, { issuer }));
    expect(server.count() - before).toBe(1);
  });

  it("is accepted whatever kind of URI the issuer's name is", async () => {
    const named = "urn:example:a/b";
    verify = tokenVerifier(
      parseIssuers([{ issuer: named, jwksUri: server.url, audiences: [`${named}/resources`] }]).map(issuerOf),
      keySets({ lifetimeSeconds: 3600, outageSeconds: 86_400 }),
      "any",
    );
    expect(await verify(accessToken(key, { issuer: named }))).toMatchObject({ issuer: named });
  });

  it("whose key set cannot be had is not refused: it may be good", async () => {
    verify = verifierFor("http://127.0.0.1:9/jwks");
    await expect(verify(accessToken(key, { issuer }))).rejects.toThrow(KeySetUnavailable);
  });
});

describe("a token of the local identity provider with a fault", () => {
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
});

describe.each(["RS256", "ES256", "EdDSA"])("a valid %s token", (algorithm) => {
  const signer = tokenKey(algorithm, "k");
  const now = Math.floor(Date.now() / 1000);
  const token = signToken(
    signer,
    { alg: algorithm, typ: "at+jwt", kid: "k" },
    { iss: issuer, aud: `${issuer}/resources`, sub: "42", iat: now, exp: now + 3600 },
  );
  let published: Awaited<ReturnType<typeof countingServer>>;
  beforeAll(async () => {
    published = await countingServer((response) => response.end(keySetOf([signer])));
  });
  beforeEach(() => {
    verify = verifierFor(published.url, { algorithms: [algorithm] });
  });
  afterAll(() => published.close());

  it("is refused with any one character changed", async () => {
    await verify(token);
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=";
    await fc.assert(
      fc.asyncProperty(fc.nat(token.length - 1), fc.constantFrom(...alphabet), async (at, character) => {
        fc.pre(token[at] !== character);
        await refusalOf(token.slice(0, at) + character + token.slice(at + 1));
      }),
      { numRuns: 300 },
    );
  });

  it("is refused with any one bit of its decoded parts changed", async () => {
    await verify(token);
    const parts = token.split(".").map((part) => Buffer.from(part, "base64url"));
    const bits = parts.reduce((sum, part) => sum + part.length * 8, 0);
    await fc.assert(
      fc.asyncProperty(fc.nat(bits - 1), async (bit) => {
        const changed = parts.map((part) => Buffer.from(part));
        let rest = bit;
        const part = changed.find((bytes) => {
          if (rest < bytes.length * 8) return true;
          rest -= bytes.length * 8;
          return false;
        });
        if (part !== undefined) part[rest >> 3] = (part[rest >> 3] ?? 0) ^ (1 << (rest & 7));
        await refusalOf(changed.map((bytes) => bytes.toString("base64url")).join("."));
      }),
      { numRuns: 300 },
    );
  });

  it("is refused with any one character left out or doubled", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(token.length - 1), async (at) => {
        await refusalOf(token.slice(0, at) + token.slice(at + 1));
        await refusalOf(token.slice(0, at + 1) + token.slice(at));
      }),
      { numRuns: 100 },
    );
  });
});

describe("a key that its issuer replaces under the same name", () => {
  it("verifies nothing from the renewal on, and the new one does", async () => {
    const [first, second] = [tokenKey("RS256", "first"), tokenKey("RS256", "second")];
    const now = Math.floor(Date.now() / 1000);
    const tokenOf = (signer: TokenKey) =>
      signToken(
        signer,
        { alg: "RS256", typ: "at+jwt", kid: "k" },
        { iss: issuer, aud: `${issuer}/resources`, sub: "42", iat: now, exp: now + 3600 },
      );
    let published = first;
    let clock = 0;
    verify = tokenVerifier(
      [issuerOf({ issuer })],
      keySets({
        lifetimeSeconds: 3600,
        outageSeconds: 0,
        now: () => clock,
        fetch: async () => ({
          keys: parseKeySet({ keys: [{ ...published.jwk, kid: "k" }] }),
          maxAgeSeconds: null,
        }),
      }),
      "any",
    );
    await verify(tokenOf(first));
    expect(await reasonOf(tokenOf(second))).toBe("signature-invalid");
    published = second;
    clock += 3_600_000;
    await verify(tokenOf(second));
    expect(await reasonOf(tokenOf(first))).toBe("signature-invalid");
  });
});

describe("what the log may say of a refused token", () => {
  const now = Math.floor(Date.now() / 1000);
  const signed = (payload: object, signer: TokenKey) =>
    signToken(
      signer,
      { alg: "RS256", typ: "at+jwt", kid: "k".repeat(500) },
      {
        iss: issuer,
        aud: "x".repeat(500),
        sub: "mary",
        client_id: "addin",
        iat: now,
        exp: now + 60,
        ...payload,
      },
    );

  it("is whose it is and what is wrong, in bounds and without naming the person", async () => {
    const signer = tokenKey("RS256", "k".repeat(500));
    const published = await countingServer((response) => response.end(keySetOf([signer])));
    try {
      verify = verifierFor(published.url);
      const { reason, detail } = await refusalOf(signed({}, signer));
      expect(reason).toBe("audience-mismatch");
      expect(detail).toEqual({
        issuer,
        kid: "k".repeat(200),
        subjectHash: "6915771be1c5aa0c",
        client: "addin",
        expected: [`${issuer}/resources`],
        actual: "x".repeat(200),
      });
    } finally {
      await published.close();
    }
  });
});

describe("clocks that differ", () => {
  it("may do so by what the settings say, and no more", async () => {
    const ends = (seconds: number) => accessToken(key, { issuer, lifetimeSeconds: seconds });
    expect(await reasonOf(ends(-30))).toBe("expired");
    verify = verifierFor(server.url, { clockSkewSeconds: 60 });
    const { expiresAt } = await verify(ends(-30));
    // The data function asks again, behind the cache, and must come to the same end.
    expect(expiresAt).toBeGreaterThan(Date.now() / 1000);
    expect(await reasonOf(ends(-61))).toBe("expired");
  });

  it("may do so by five seconds where the settings say nothing", async () => {
    await verify(accessToken(key, { issuer, lifetimeSeconds: -2 }));
    expect(await reasonOf(accessToken(key, { issuer, lifetimeSeconds: -10 }))).toBe("expired");
  });
});

describe("whose users may call", () => {
  const admitting = (clients: Clients, settings: object = { provider: "interject" }) =>
    tokenVerifier(
      parseIssuers([{ issuer, audiences: [`${issuer}/resources`], jwksUri: server.url, ...settings }]).map(
        issuerOf,
      ),
      keySets({ lifetimeSeconds: 3600, outageSeconds: 0 }),
      clients,
    );
  const tokenOf = (more: object) =>
    signToken(
      { ...tokenKey("RS256", key.kid), privateKey: key.privateKey },
      { alg: "RS256", typ: "at+jwt", kid: key.kid },
      {
        iss: issuer,
        aud: `${issuer}/resources`,
        sub: "42",
        iat: seconds,
        exp: seconds + 3600,
        client_id: "a",
        ...more,
      },
    );
  const seconds = Math.floor(Date.now() / 1000);

  it("is whose client the setting names", async () => {
    verify = admitting(["ACME", "GLOBEX"]);
    expect((await verify(accessToken(key, { issuer, client: "GLOBEX" }))).clientId).toBe("GLOBEX");
  });

  it.each([
    ["of another client", { ids_client_id: "OTHER" }, "OTHER"],
    ["of a client in another letter case", { ids_client_id: "acme" }, "acme"],
    ["of a client whose id has a listed one in it", { ids_client_id: "ACME,GLOBEX" }, "ACME,GLOBEX"],
    ["without a client", {}, "(none)"],
    ["with an empty client", { ids_client_id: "" }, "(none)"],
  ])("is not a user %s", async (_, more, actual) => {
    verify = admitting(["ACME", "GLOBEX"]);
    expect(await refusalOf(tokenOf(more))).toMatchObject({
      reason: "client-not-allowed",
      detail: { expected: ["ACME", "GLOBEX"], actual },
    });
  });

  it("is said in the log with no more of the client than tells it apart", async () => {
    verify = admitting(["ACME"]);
    const { detail } = await refusalOf(tokenOf({ ids_client_id: "x".repeat(2_000) }));
    expect(detail.actual).toHaveLength(200);
  });

  it("is everyone where the setting says any", async () => {
    verify = admitting("any");
    expect((await verify(tokenOf({}))).clientId).toBeNull();
  });

  it("is every user of an issuer whose client the setting names, whatever their tokens say", async () => {
    const fenced = { provider: "duende", clientId: "ACME" };
    verify = admitting(["ACME"], fenced);
    expect((await verify(tokenOf({ ids_client_id: "OTHER" }))).clientId).toBe("ACME");
    verify = admitting(["GLOBEX"], fenced);
    expect(await reasonOf(tokenOf({ ids_client_id: "GLOBEX" }))).toBe("client-not-allowed");
  });

  it("is not told by an issuer that is not Interject's, in Interject's claims", async () => {
    verify = admitting(["ACME"], { provider: "duende" });
    expect(await reasonOf(accessToken(key, { issuer, client: "ACME" }))).toBe("client-not-allowed");
  });
});
