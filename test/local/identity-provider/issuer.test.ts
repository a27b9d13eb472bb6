import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessToken } from "../../../local/identity-provider/access-token.ts";
import { type LocalIssuer, localClient, startIssuer } from "../../../local/identity-provider/issuer.ts";
import { signingKey } from "../../../local/identity-provider/signing-key.ts";

const keysFolder = mkdtempSync(join(tmpdir(), "issuer-test-"));
let issuer: LocalIssuer;
beforeAll(async () => {
  issuer = await startIssuer({ host: "127.0.0.1", port: 0, keysFolder });
});
afterAll(async () => {
  await issuer.close();
  rmSync(keysFolder, { recursive: true, force: true });
});

/** Verified by another library than the one under test, with what the discovery document says. */
async function verified(token: string) {
  const discovery = await fetch(`${issuer.issuer}/.well-known/openid-configuration`);
  const { jwks_uri: jwksUri } = (await discovery.json()) as { jwks_uri: string };
  expect(jwksUri).toBe(`${issuer.issuer}/.well-known/openid-configuration/jwks`);
  return jwtVerify(token, createRemoteJWKSet(new URL(jwksUri)), {
    issuer: issuer.issuer,
    audience: issuer.audience,
    typ: "at+jwt",
  });
}

async function fromEndpoint(): Promise<string> {
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    ...localClient,
    scope: "openid profile",
  });
  const answer = await fetch(`${issuer.issuer}/connect/token`, { method: "POST", body });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  return token;
}

describe("a local token", () => {
  it.each([
    ["signed directly", async () => issuer.token()],
    ["of the token endpoint", fromEndpoint],
  ])("%s has the shape of Interject's", async (_, made) => {
    const { payload, protectedHeader } = await verified(await made());
    expect(protectedHeader).toMatchObject({ alg: "RS256", typ: "at+jwt" });
    expect(payload.aud).toBe(`${issuer.issuer}/resources`);
    expect(payload["scope"]).toEqual(["openid", "profile"]);
    expect(payload["client_id"]).toBe("local-addin");
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600);
    expect(JSON.parse(String(payload["user_identity"]))).toMatchObject({
      UserIdPublic: "local-user",
      LoginName: "mary@example.com",
    });
  });

  it("is accepted after a restart", async () => {
    const before = issuer.token();
    const restarted = await startIssuer({ host: "127.0.0.1", port: 0, keysFolder });
    try {
      const keys = createRemoteJWKSet(new URL(restarted.jwksUri));
      expect((await jwtVerify(before, keys)).payload.iss).toBe(issuer.issuer);
    } finally {
      await restarted.close();
    }
  });

  it("signed beside the running provider is one of its own", async () => {
    const token = accessToken(signingKey(keysFolder), { issuer: issuer.issuer, user: "u-1" });
    expect((await verified(token)).payload.sub).toBe("u-1");
  });

  it("with a fault is not", async () => {
    await expect(verified(issuer.token({ bad: "wrong-key" }))).rejects.toThrow("signature");
    await expect(verified(issuer.token({ bad: "expired" }))).rejects.toThrow("exp");
  });
});

describe("the local identity provider", () => {
  it("has its endpoints where Interject's has them", async () => {
    const discovery = await fetch(`${issuer.issuer}/.well-known/openid-configuration`);
    expect(await discovery.json()).toMatchObject({
      issuer: issuer.issuer,
      jwks_uri: issuer.jwksUri,
      authorization_endpoint: `${issuer.issuer}/connect/authorize`,
      token_endpoint: `${issuer.issuer}/connect/token`,
      userinfo_endpoint: `${issuer.issuer}/connect/userinfo`,
      end_session_endpoint: `${issuer.issuer}/connect/endsession`,
    });
  });

  it("publishes no private part of its key", async () => {
    const { keys } = (await (await fetch(issuer.jwksUri)).json()) as { keys: object[] };
    expect(keys.map((key) => Object.keys(key).toSorted())).toEqual([["alg", "e", "kid", "kty", "n", "use"]]);
  });

  it("gives a stranger no token", async () => {
    const body = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: localClient.client_id,
      client_secret: "guessed",
    });
    const answer = await fetch(`${issuer.issuer}/connect/token`, { method: "POST", body });
    expect(answer.status).toBe(401);
    expect(await answer.json()).not.toHaveProperty("access_token");
  });

  it("says what is wrong in plain text, without a page that asks another host for anything", async () => {
    const answer = await fetch(`${issuer.issuer}/connect/authorize?client_id=local-addin`);
    expect(answer.headers.get("content-type")).toContain("text/plain");
    expect(await answer.text()).toContain("invalid_request: ");
  });

  it("says which code the error of a taken port has", async () => {
    const port = Number(new URL(issuer.issuer).port);
    await expect(startIssuer({ host: "127.0.0.1", port, keysFolder })).rejects.toMatchObject({
      code: "EADDRINUSE",
    });
  });
});
