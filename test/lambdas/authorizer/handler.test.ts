import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from "aws-lambda";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { decodeIdentity } from "../../../lambdas/identity.ts";
import { log } from "../../../lambdas/log.ts";
import { AuthorizerSettings } from "../../../lambdas/settings/authorizer.ts";
import { encodeSettings } from "../../../lambdas/settings/functions.ts";
import { accessToken } from "../../../local/identity-provider/access-token.ts";
import { signingKey } from "../../../local/identity-provider/signing-key.ts";
import { countingServer, keySet } from "../../support/key-set-server.ts";

const issuer = "https://auth.example.test";
const folder = mkdtempSync(join(tmpdir(), "authorizer-test-"));
const key = signingKey(folder);
let server: Awaited<ReturnType<typeof countingServer>>;
let handler: (event: APIGatewayRequestAuthorizerEvent) => Promise<APIGatewayAuthorizerResult>;
const invocation = { awsRequestId: "invocation-1" };
let reachable = false;

beforeAll(async () => {
  server = await countingServer((response) => (reachable ? response.end(keySet(key)) : response.destroy()));
  const issuers = [{ provider: "interject", issuer, jwksUri: server.url }];
  Object.assign(
    process.env,
    encodeSettings(
      AuthorizerSettings,
      v.parse(AuthorizerSettings, { issuers, clients: ["local-client", "c"] }),
    ),
  );
  const loaded = await import("../../../lambdas/authorizer/handler.ts");
  handler = (asked) => loaded.handler(asked, invocation);
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const event = (authorization: string) =>
  ({
    type: "REQUEST",
    methodArn: "arn:aws:execute-api:eu-west-1:123456789012:abc123/prod/POST/api/v1/example/ReportRange",
    headers: { Authorization: authorization },
    multiValueHeaders: { Authorization: [authorization] },
    requestContext: { requestId: "r", identity: { sourceIp: "192.0.2.1", userAgent: null } },
  }) as unknown as APIGatewayRequestAuthorizerEvent;

describe("the authorizer", () => {
  it("fetches the key set while it starts", async () => {
    // One attempt and its retry, before any token has come.
    await vi.waitFor(() => expect(server.count()).toBe(2));
  });

  it("fails with something else than Unauthorized while the key set cannot be had: the token may be good", async () => {
    const error: unknown = await handler(event(`Bearer ${accessToken(key, { issuer })}`)).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).not.toBe("Unauthorized");
  });

  it("answers again once the key set can be had, after a pause", async () => {
    reachable = true;
    const { principalId } = await vi.waitFor(
      () => handler(event(`Bearer ${accessToken(key, { issuer, user: "u" })}`)),
      { timeout: 5_000 },
    );
    expect(principalId).toBe(`${issuer}#u`);
  });

  it("allows every route of the stage, for the gateway uses one answer for all", async () => {
    const { policyDocument } = await handler(event(`Bearer ${accessToken(key, { issuer })}`));
    expect(policyDocument.Statement).toEqual([
      {
        Action: "execute-api:Invoke",
        Effect: "Allow",
        Resource: "arn:aws:execute-api:eu-west-1:123456789012:abc123/prod/*",
      },
    ]);
  });

  it("passes on who the caller is", async () => {
    const { context, principalId } = await handler(
      event(`Bearer ${accessToken(key, { issuer, user: "u", client: "c" })}`),
    );
    expect(principalId).toBe(`${issuer}#u`);
    expect(decodeIdentity(context)).toMatchObject({ userId: "u", clientId: "c", issuer });
  });

  it("logs the gateway's request id and its own, by which the access log names its invocation", async () => {
    const added = vi.spyOn(log, "appendKeys");
    await handler(event(`Bearer ${accessToken(key, { issuer })}`));
    expect(added).toHaveBeenCalledExactlyOnceWith({ requestId: "r", functionRequestId: "invocation-1" });
    added.mockRestore();
  });

  it("refuses a user of another company for good, on every route, and logs and counts the client", async () => {
    const warned = vi.spyOn(log, "warn").mockImplementation(() => {});
    const token = accessToken(key, { issuer, client: "GLOBEX" });
    const { policyDocument, context } = await handler(event(`Bearer ${token}`));
    expect(policyDocument.Statement).toMatchObject([
      { Effect: "Deny", Resource: expect.stringMatching(/prod\/\*$/) },
    ]);
    expect(context).toEqual({});
    expect(warned).toHaveBeenCalledExactlyOnceWith(
      "token-refused",
      expect.objectContaining({
        reason: "client-not-allowed",
        expected: ["local-client", "c"],
        actual: "GLOBEX",
        TokenRefused: 1,
      }),
    );
    warned.mockRestore();
  });

  it.each(["", "Bearer x", `Bearer ${accessToken(key, { issuer, bad: "expired" })}`])(
    "says exactly Unauthorized to a token that it refuses",
    async (authorization) => {
      await expect(handler(event(authorization))).rejects.toThrow(/^Unauthorized$/);
    },
  );
});
