import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from "aws-lambda";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeIdentity } from "../../../lambdas/identity.ts";
import { encodeSettings } from "../../../lambdas/settings.ts";
import { accessToken } from "../../../local/access-token.ts";
import { signingKey } from "../../../local/signing-key.ts";
import { countingServer, keySet } from "../../support/key-set-server.ts";

const issuer = "https://auth.example.test";
const folder = mkdtempSync(join(tmpdir(), "authorizer-test-"));
const key = signingKey(folder);
let server: Awaited<ReturnType<typeof countingServer>>;
let handler: (event: APIGatewayRequestAuthorizerEvent) => Promise<APIGatewayAuthorizerResult>;
let reachable = true;

beforeAll(async () => {
  server = await countingServer((response) => (reachable ? response.end(keySet(key)) : response.destroy()));
  const settings = {
    issuer,
    audiences: [`${issuer}/resources`],
    algorithms: ["RS256" as const],
    jwksUri: server.url,
  };
  Object.assign(process.env, encodeSettings({ issuers: [settings] }), { POWERTOOLS_LOG_LEVEL: "SILENT" });
  ({ handler } = await import("../../../lambdas/authorizer/handler.ts"));
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
  it("fails with something else than Unauthorized while the key set cannot be had: the token may be good", async () => {
    reachable = false;
    const error: unknown = await handler(event(`Bearer ${accessToken(key, { issuer })}`)).catch(
      (thrown: unknown) => thrown,
    );
    reachable = true;
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).not.toBe("Unauthorized");
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
    expect(principalId).toBe("u");
    expect(decodeIdentity(context)).toMatchObject({ userId: "u", clientId: "c", issuer });
  });

  it.each(["", "Bearer x", `Bearer ${accessToken(key, { issuer, bad: "expired" })}`])(
    "says exactly Unauthorized to a token that it refuses",
    async (authorization) => {
      await expect(handler(event(authorization))).rejects.toThrow(/^Unauthorized$/);
    },
  );
});
