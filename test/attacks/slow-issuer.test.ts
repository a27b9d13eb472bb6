import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { APIGatewayRequestAuthorizerEvent } from "aws-lambda";
import * as v from "valibot";
import { expect, it, onTestFinished } from "vitest";
import { AuthorizerSettings } from "../../lambdas/settings/authorizer.ts";
import { encodeSettings } from "../../lambdas/settings/functions.ts";
import { accessToken } from "../../local/identity-provider/access-token.ts";
import { signingKey } from "../../local/identity-provider/signing-key.ts";
import { countingServer, keySet } from "../support/key-set-server.ts";

it("an issuer that does not answer holds up no user of another, even while the function starts", async () => {
  const folder = mkdtempSync(join(tmpdir(), "slow-issuer-test-"));
  const key = signingKey(folder);
  const [quick, silent] = [
    await countingServer((response) => response.end(keySet(key))),
    await countingServer(() => {}),
  ];
  onTestFinished(async () => {
    await Promise.all([quick.close(), silent.close()]);
    rmSync(folder, { recursive: true, force: true });
  });
  const issuer = "https://quick.example.test";
  const issuers = [
    { provider: "interject", issuer: "https://silent.example.test", jwksUri: silent.url },
    { provider: "interject", issuer, jwksUri: quick.url },
  ];
  const settings = v.parse(AuthorizerSettings, { issuers, clients: ["local-client"] });
  Object.assign(process.env, encodeSettings(AuthorizerSettings, settings));
  const { handler } = await import("../../lambdas/authorizer/handler.ts");
  const event = {
    type: "REQUEST",
    methodArn: "arn:aws:execute-api:eu-west-1:123456789012:abc123/prod/POST/x",
    headers: { Authorization: `Bearer ${accessToken(key, { issuer, user: "u" })}` },
    multiValueHeaders: null,
    requestContext: { requestId: "r", identity: { sourceIp: "192.0.2.1", userAgent: null } },
  } as unknown as APIGatewayRequestAuthorizerEvent;
  const { principalId } = await handler(event, { awsRequestId: "a" });
  expect(principalId).toBe(`${issuer}#u`);
  // A second request would be the one after the time that the first may take.
  expect(silent.count()).toBe(1);
});
