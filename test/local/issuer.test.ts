import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LocalIssuer, localClient, startIssuer } from "../../local/issuer.ts";
import { signingKey } from "../../local/signing-key.ts";

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

  it("is signed with a key that outlasts a restart", () => {
    expect(signingKey(keysFolder).kid).toBe(signingKey(keysFolder).kid);
  });
});
