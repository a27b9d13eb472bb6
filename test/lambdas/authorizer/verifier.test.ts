import { generateKeyPairSync, sign } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import * as v from "valibot";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { keySets } from "../../../lambdas/authorizer/key-sets.ts";
import { KeySetUnavailable, TokenRefused } from "../../../lambdas/authorizer/refusal.ts";
import { tokenVerifier } from "../../../lambdas/authorizer/verifier.ts";
import { AuthorizerSettings } from "../../../lambdas/settings.ts";
import { accessToken, type BadToken, badTokens } from "../../../local/access-token.ts";
import { signingKey, strangersKey } from "../../../local/signing-key.ts";
import { countingServer, keySet } from "../../support/key-set-server.ts";

const issuer = "https://auth.example.test";
const folder = mkdtempSync(join(tmpdir(), "verifier-test-"));
const key = signingKey(folder);
let server: Awaited<ReturnType<typeof countingServer>>;
let verify: ReturnType<typeof tokenVerifier>;

const verifierFor = (jwksUri: string, more: object = {}) => {
  const issuers = [{ issuer, audiences: [`${issuer}/resources`], algorithms: ["RS256"], jwksUri, ...more }];
  const settings = v.parse(AuthorizerSettings, { issuers });
  return tokenVerifier(settings, keySets({ lifetimeSeconds: 3600, outageSeconds: 86_400 }));
};
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

/** A token whose header, payload or key is as a test wants it, signed for real. */
function custom(header: object, payload: object = {}, signer = key): string {
  const now = Math.floor(Date.now() / 1000);
  const parts = [
    { alg: "RS256", typ: "at+jwt", kid: signer.kid, ...header },
    { iss: issuer, aud: `${issuer}/resources`, sub: "42", iat: now, exp: now + 60, ...payload },
  ];
  return signed(
    parts.map((part) => JSON.stringify(part)),
    signer,
  );
}

function signed(parts: readonly string[], signer = key): string {
  const input = parts.map((part) => Buffer.from(part).toString("base64url")).join(".");
  return `${input}.${sign("sha256", Buffer.from(input), signer.privateKey).toString("base64url")}`;
}

describe("a token's type", () => {
  it.each(["at+jwt", "AT+JWT", "application/at+jwt"])("may be %s", async (typ) => {
    await verify(custom({ typ }));
  });

  it.each(["JWT", "logout+jwt", "", undefined])(
    "may not be %s unless the issuer's settings say so",
    async (typ) => {
      expect(await reasonOf(custom({ typ }))).toBe("type-not-allowed");
    },
  );

  it("may be another, or missing, where the issuer's settings say so", async () => {
    verify = verifierFor(server.url, { types: ["JWT", null] });
    await verify(custom({ typ: "jwt" }));
    await verify(custom({ typ: undefined }));
    expect(await reasonOf(custom({ typ: "at+jwt" }))).toBe("type-not-allowed");
  });

  it.each([{ at_hash: "x" }, { c_hash: "x" }, { events: {} }, { token_use: "id" }])(
    "is not an access token's with %j",
    async (payload) => {
      expect(await reasonOf(custom({}, payload))).toBe("not-an-access-token");
    },
  );
});

describe("what the library leaves open", () => {
  it.each([
    ["an extension that must be understood", { crit: ["b64"], b64: false }, {}, "critical-header"],
    ["a time of issue to come", {}, { iat: Math.floor(Date.now() / 1000) + 120 }, "issued-in-future"],
    ["an end that is a text", {}, { exp: "tomorrow" }, "token-malformed"],
    ["no audience", {}, { aud: undefined }, "audience-mismatch"],
    ["no key name", { kid: undefined }, {}, "token-malformed"],
  ])("is refused: %s", async (_, header, payload, reason) => {
    expect(await reasonOf(custom(header, payload))).toBe(reason);
  });

  it.each([
    ["the header", ['{"alg":"none","typ":"at+jwt","kid":"k","alg":"RS256"}', "{}"]],
    ["the payload", ['{"alg":"RS256","typ":"at+jwt","kid":"k"}', `{"iss":"${issuer}","sub":"a","sub":"b"}`]],
    [
      "the payload, spelled differently",
      ['{"alg":"RS256","typ":"at+jwt","kid":"k"}', '{"sub":"a","s\\u0075b":"b"}'],
    ],
    [
      "an object within",
      ['{"alg":"RS256","typ":"at+jwt","kid":"k"}', `{"iss":"${issuer}","a":[{"b":1,"b":2}]}`],
    ],
  ])("is refused: a member name twice in %s", async (_, parts) => {
    expect(await reasonOf(signed(parts))).toBe("token-malformed");
  });

  it("brings no key of its own: jku, x5u and jwk are not followed", async () => {
    const stranger = strangersKey();
    const theirs = await countingServer((response) => response.end(keySet(stranger)));
    try {
      const jwk = stranger.publicKey.export({ format: "jwk" });
      expect(await reasonOf(custom({ jku: theirs.url, x5u: theirs.url, jwk }, {}, stranger))).toBe(
        "key-unknown",
      );
      expect(theirs.count()).toBe(0);
    } finally {
      await theirs.close();
    }
  });

  it("is not confused by braces and names within texts", async () => {
    await verify(custom({}, { note: '{"a":1,"a":2}', other: ["a", "a"], nested: { sub: "x" } }));
  });

  it("allows the clocks to differ by what the settings say, and no more", async () => {
    const past = Math.floor(Date.now() / 1000) - 30;
    expect(await reasonOf(custom({}, { exp: past }))).toBe("expired");
    verify = verifierFor(server.url, { clockSkewSeconds: 60 });
    await verify(custom({}, { exp: past, iat: past + 60 }));
    expect(await reasonOf(custom({}, { exp: past - 60 }))).toBe("expired");
  });
});

describe("an issuer's key", () => {
  const small = generateKeyPairSync("rsa", { modulusLength: 1024 });
  it.each([
    ["is for encryption", { use: "enc" }],
    ["may not verify", { key_ops: ["sign"] }],
    ["is for another algorithm", { alg: "RS512" }],
    ["is of another family", { kty: "EC" }],
    ["has 1,024 bits", small.publicKey.export({ format: "jwk" })],
  ])("is not used when it %s", async (_, more) => {
    const restricted = await countingServer((response) => {
      const jwk = { ...key.publicKey.export({ format: "jwk" }), kid: key.kid, use: "sig", ...more };
      response.end(JSON.stringify({ keys: [jwk] }));
    });
    try {
      verify = verifierFor(restricted.url);
      const signer = "n" in more ? { ...key, privateKey: small.privateKey } : key;
      expect(await reasonOf(custom({}, {}, signer))).toBe("key-unfit");
    } finally {
      await restricted.close();
    }
  });
});

describe("several issuers", () => {
  const other = "https://login.example.test/";
  const othersKey = strangersKey();
  // Both call their key the same: what counts is whose set it is in.
  const sameName = { ...othersKey, kid: key.kid };

  it("are each held to their own keys, audiences, types and name, to the letter", async () => {
    const theirs = await countingServer((response) => response.end(keySet(sameName)));
    try {
      const settings = v.parse(AuthorizerSettings, {
        issuers: [
          { issuer, audiences: ["ours"], algorithms: ["RS256"], jwksUri: server.url },
          {
            issuer: other,
            audiences: ["theirs"],
            algorithms: ["RS256"],
            jwksUri: theirs.url,
            types: ["JWT"],
          },
        ],
      });
      verify = tokenVerifier(settings, keySets({ lifetimeSeconds: 3600, outageSeconds: 86_400 }));
      await verify(custom({}, { aud: "ours" }));
      await verify(custom({ typ: "JWT" }, { iss: other, aud: "theirs" }, sameName));
      expect(await reasonOf(custom({}, { aud: "ours" }, sameName))).toBe("signature-invalid");
      expect(await reasonOf(custom({ typ: "JWT" }, { iss: other, aud: "theirs" }))).toBe("signature-invalid");
      expect(await reasonOf(custom({ typ: "JWT" }, { iss: other, aud: "ours" }, sameName))).toBe(
        "audience-mismatch",
      );
      expect(await reasonOf(custom({ typ: "JWT" }, { aud: "ours" }))).toBe("type-not-allowed");
      expect(
        await reasonOf(custom({ typ: "JWT" }, { iss: other.slice(0, -1), aud: "theirs" }, sameName)),
      ).toBe("issuer-unknown");
    } finally {
      await theirs.close();
    }
  });
});

describe("a key that its issuer has replaced under the same name", () => {
  it("is used as soon as the set is renewed", async () => {
    const next = { ...strangersKey(), kid: key.kid };
    const rotating = await countingServer((response, count) =>
      response.end(keySet(count === 1 ? key : next)),
    );
    let clock = Date.now();
    try {
      const issuers = [
        { issuer, audiences: [`${issuer}/resources`], algorithms: ["RS256"], jwksUri: rotating.url },
      ];
      const sets = keySets({ lifetimeSeconds: 3600, outageSeconds: 86_400, now: () => clock });
      verify = tokenVerifier(v.parse(AuthorizerSettings, { issuers }), sets);
      await verify(custom({}));
      clock += 3_600_000;
      await verify(custom({}, {}, next));
      expect(await reasonOf(custom({}))).toBe("signature-invalid");
      expect(rotating.count()).toBe(2);
    } finally {
      await rotating.close();
    }
  });
});
