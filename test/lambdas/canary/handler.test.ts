import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { log } from "../../../lambdas/log.ts";
import { CanarySettings } from "../../../lambdas/settings/canary.ts";
import { encodeSettings } from "../../../lambdas/settings/functions.ts";
import { type LocalIssuer, localClient, startIssuer } from "../../../local/identity-provider/issuer.ts";
import { type SecretsManager, secretArn, startSecretsManager } from "../../support/secrets-manager.ts";

const keysFolder = mkdtempSync(join(tmpdir(), "canary-test-"));
const secret = secretArn("interject/canary");
const good = JSON.stringify({ clientId: localClient.client_id, clientSecret: localClient.client_secret });
let issuer: LocalIssuer;
let manager: SecretsManager;
const asked: { readonly url: string; readonly authorization: string; readonly body: string }[] = [];
/** What the API answers to a pull. */
let answer = { status: 200, body: "" };
const api = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { url = "", headers } = request;
  asked.push({ url, authorization: headers.authorization ?? "", body: Buffer.concat(chunks).toString() });
  if (url === "/prod/api/v1/status") return void response.end("true");
  response.writeHead(answer.status).end(answer.body);
});
let run: () => Promise<void>;

beforeAll(async () => {
  issuer = await startIssuer({ host: "127.0.0.1", port: 0, keysFolder });
  manager = await startSecretsManager();
  api.listen(0, "127.0.0.1");
  await once(api, "listening");
  const { port } = api.address() as AddressInfo;
  Object.assign(
    process.env,
    encodeSettings(CanarySettings, {
      baseUrl: `http://127.0.0.1:${port}/prod`,
      canary: {
        path: "/reports/OpenInvoices",
        parameters: { Year: "2026" },
        secret,
        tokenUrl: `${issuer.issuer}/connect/token`,
        scope: "openid",
      },
    }),
  );
  ({ handler: run } = await import("../../../lambdas/canary/handler.ts"));
});
afterAll(async () => {
  await issuer.close();
  await manager.close();
  api.close();
  rmSync(keysFolder, { recursive: true, force: true });
});
beforeEach(() => {
  vi.restoreAllMocks();
  vi.spyOn(log, "info").mockReturnValue(undefined);
  vi.spyOn(log, "error").mockReturnValue(undefined);
  asked.length = 0;
  manager.secrets.set(secret, good);
  answer = { status: 200, body: JSON.stringify({ ErrorMessage: "", ReturnedDataList: [{}] }) };
});

describe("the canary", () => {
  it("asks for the status, takes a token, and pulls the report with it", async () => {
    await run();
    expect(asked.map(({ url }) => url)).toEqual(["/prod/api/v1/status", "/prod/reports/OpenInvoices"]);
    expect(asked[1]?.authorization).toMatch(/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/);
    expect(JSON.parse(asked[1]?.body ?? "")).toEqual({
      DataPortalName: "Canary",
      RequestParameterList: [{ Name: "@Year", InputValue: "2026" }],
    });
    expect(log.info).toHaveBeenCalledWith("canary", expect.objectContaining({ outcome: "answered" }));
  });

  it.each([
    ["an answer of 502", { status: 502, body: "" }, "report: The report is answered 502"],
    [
      "an error in the document",
      { status: 200, body: JSON.stringify({ ErrorMessage: "No customer Geheim", ReturnedDataList: [] }) },
      "report: The report's answer is an error",
    ],
    ["another document", { status: 200, body: "{}" }, "report: The report's answer is no response document"],
  ])("fails at %s", async (_, given, message) => {
    answer = given;
    await expect(run()).rejects.toThrow(message);
    const [[, fields] = []] = vi.mocked(log.error).mock.calls;
    expect(fields).toMatchObject({ outcome: "failed", error: { message } });
    expect(JSON.stringify(fields)).not.toContain("Geheim");
  });

  it.each([
    ["that is no JSON", "Geheim", "token: The secret must be JSON with clientId and clientSecret"],
    [
      "of an application that the provider does not know",
      JSON.stringify({ clientId: "other", clientSecret: "Geheim" }),
      "token: The identity provider answers 401",
    ],
  ])("fails with a secret %s, and does not tell it", async (_, text, message) => {
    manager.secrets.set(secret, text);
    await expect(run()).rejects.toThrow(message);
    const [[, fields] = []] = vi.mocked(log.error).mock.calls;
    expect(String((fields as { error: Error }).error.stack)).not.toContain("Geheim");
  });
});
