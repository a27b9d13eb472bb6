import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { routeTable } from "../../lambdas/data/routes.ts";
import { send } from "../../local/addin/send.ts";
import { type BadToken, badTokens } from "../../local/identity-provider/access-token.ts";
import { type LocalIssuer, localClient, startIssuer } from "../../local/identity-provider/issuer.ts";
import { localClientId, settingsFor } from "../../local/identity-provider/trust-settings.ts";
import { type LocalApi, startLocal } from "../../local/start.ts";
import { exampleSettings } from "../support/settings.ts";

/**
 * The stack as it would be deployed, its own bundles in their own processes, and an identity
 * provider beside it.
 */
let issuer: LocalIssuer;
let api: LocalApi;
let portal: { url: string; token: string };
const lines: string[] = [];
const keysFolder = mkdtempSync(join(tmpdir(), "issuer-test-"));
const start = (settings: Record<string, string>) =>
  startLocal({ host: "127.0.0.1", port: 0, concurrency: 2, settings, log: (line) => lines.push(line) });

beforeAll(async () => {
  issuer = await startIssuer({ host: "127.0.0.1", port: 0, keysFolder });
  api = await start({
    ...settingsFor(issuer),
    INTERJECT_CLIENTS: JSON.stringify([localClientId, "c-9"]),
    ...exampleSettings,
  });
  portal = { url: api.baseUrl, token: issuer.token() };
}, 60_000);

afterAll(async () => {
  await api?.close();
  await issuer?.close();
  rmSync(keysFolder, { recursive: true, force: true });
});

const range = "/api/v1/example/ReportRange";
const post = (path: string, headers: Record<string, string>, body = "{}") =>
  fetch(`${portal.url}${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body,
  });
const functionStats = (name: string) => Object.entries(api.stats()).find(([id]) => id.startsWith(name))?.[1];

describe("a user of another company, with a token that is good", () => {
  it("is answered 403 on every protected path, with no report run, and told whom to ask", async () => {
    const headers = { Authorization: `Bearer ${issuer.token({ client: "GLOBEX" })}` };
    const before = functionStats("DataFunction")?.invocations;
    for (const path of [range, "/api/v1/sql"]) {
      const response = await post(path, headers);
      expect(response.status).toBe(403);
      expect(response.headers.get("www-authenticate")).toBe('Bearer error="insufficient_scope"');
      expect(await response.json()).toMatchObject({
        error: expect.stringContaining("tell your administrator"),
      });
    }
    expect(functionStats("DataFunction")?.invocations).toBe(before);
    expect(lines.join("\n")).toMatch(/"reason":"client-not-allowed"/);
  });
});

describe("every endpoint", () => {
  const routes = routeTable({ examples: true, own: [] });
  const protectedRoutes = routes.filter(({ access }) => access === undefined);
  const publicRoutes = routes.filter(({ access }) => access === "public");

  it.each(protectedRoutes)("$method $path needs a token", async ({ method, path }) => {
    const response = await fetch(`${portal.url}${path}`, { method });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
  });

  it.each(publicRoutes)("$method $path is open", async ({ method, path }) => {
    expect((await fetch(`${portal.url}${path}`, { method })).status).toBe(200);
  });

  it.each(
    protectedRoutes.filter(
      ({ method, path }) => method === "POST" && !/sql|DefaultRequest|Save|Aging/.test(path),
    ),
  )("$path answers a pull", async ({ path }) => {
    const result = await send(portal, path, {
      columns: ["div", "acct", "MTD"],
      rows: [{ div: "701", acct: "3333" }],
    });
    expect(result.errorMessage).toBe("");
    expect(result.tables[0]?.rows.length).toBeGreaterThan(0);
  });

  it("answers a path in any case", async () => {
    expect((await send(portal, "API/V1/example/reportrange/", {})).tables).toHaveLength(1);
  });

  it("answers who the token says the caller is", async () => {
    const response = await fetch(`${portal.url}/api/v1/example/protected`, {
      headers: {
        Authorization: `bearer ${issuer.token({ user: "u-9", client: "c-9", scopes: ["a", "b"] })}`,
      },
    });
    expect(await response.json()).toMatchObject({ userId: "u-9", clientId: "c-9", scopes: ["a", "b"] });
  });

  it("takes a token of the token endpoint", async () => {
    const body = new URLSearchParams({
      grant_type: "client_credentials",
      ...localClient,
      scope: "openid",
    });
    const answer = await fetch(`${issuer.issuer}/connect/token`, { method: "POST", body });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    expect((await send({ ...portal, token }, range, {})).tables[0]?.rows).toHaveLength(10);
  });

  it("answers a browser's preflight without a token", async () => {
    const response = await fetch(`${portal.url}${range}`, { method: "OPTIONS" });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-headers")).toContain("Authorization");
  });
});

describe("a save", () => {
  it("returns the rows that were sent, to the character, with their sheet rows and a status", async () => {
    const rows = [
      ["GREAL", "12.50", ' <a & "b"> é 😀\n'],
      ["BOTTM", "", "x"],
    ];
    const result = await send(portal, "/api/v1/example/ReportSave", {
      save: { columns: ["CustomerID", "Unit Price", "30Days"], rows },
    });
    expect(result.errorMessage).toBe("");
    expect(result.tables[0]?.columns).toEqual(["Row", "CustomerID", "Unit Price", "30Days", "Status"]);
    expect(result.tables[0]?.rows).toEqual([
      ["18", "GREAL", "12.50", ' <a & "b"> é 😀\n', "Updated!"],
      ["19", "BOTTM", null, "x", "Updated!"],
    ]);
  });

  it("without a table says so", async () => {
    const result = await send(portal, "/api/v1/example/ReportSave", {});
    expect(result.errorMessage).toContain("nothing to save");
  });
});

describe("a wrong parameter", () => {
  it("is said beside the parameter and in the window", async () => {
    const result = await send(portal, range, { parameters: { NumberOfRows: "many" } });
    expect(result.errorMessage).toContain("NumberOfRows");
    const parameter = result.parameters.find(({ name }) => name === "@NumberOfRows");
    expect(parameter?.validationMessage).toContain("whole number");
    expect(result.tables).toEqual([]);
  });
});

describe("a bad token", () => {
  it.each(Object.keys(badTokens) as BadToken[])("that is %s is refused", async (bad) => {
    const response = await post(range, { Authorization: `Bearer ${issuer.token({ bad })}` });
    expect(response.status).toBe(401);
    const sentence =
      "An access token is needed, and the one sent, if any, is not accepted. Sign in to Interject again.";
    expect(await response.json()).toMatchObject({ error: sentence, ErrorMessage: sentence });
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
  });

  it.each(["Basic abc", "Bearer", "Bearer a b", "Bearer not-a-token", "Bearer a.b.c"])(
    "%j is refused",
    async (value) => {
      expect((await post(range, { Authorization: value })).status).toBe(401);
    },
  );

  it("stands in no log line", () => {
    const [header = ""] = portal.token.split(".");
    expect(lines.some((line) => line.includes("token-refused"))).toBe(true);
    expect(lines.filter((line) => line.includes(header))).toEqual([]);
  });
});

describe("a wrong request", () => {
  const authorization = () => ({ Authorization: `Bearer ${portal.token}` });

  it.each([
    ["an unknown path", "/api/v1/nothing", "{}", 404],
    ["malformed JSON", range, "{", 400],
    ["a wrong type", range, '{"RequestParameterList":"none"}', 400],
    ["more than Lambda takes", range, JSON.stringify({ DataPortalName: "x".repeat(7_000_000) }), 413],
  ])("%s", async (_, path, body, status) => {
    const response = await post(path, authorization(), body);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({
      error: expect.any(String),
      ReturnedDataList: [],
      UserMessage: "",
      ErrorMessage: expect.stringMatching(/./),
      RequestParameterList: [],
      SupplementalData: {},
      requestId: expect.any(String),
    });
  });

  it("another content type", async () => {
    expect((await post(range, { ...authorization(), "Content-Type": "text/csv" })).status).toBe(415);
  });
});

describe("a large pull", () => {
  it("of 200,000 rows arrives whole, in memory that does not grow with it", async () => {
    const count = 200_000;
    await send(portal, range, { parameters: { NumberOfRows: "20000" } });
    const before = functionStats("DataFunction")?.peakMb ?? 0;
    const { tables, errorMessage } = await send(portal, range, {
      parameters: { NumberOfRows: String(count) },
    });
    expect(errorMessage).toBe("");
    expect(tables[0]?.rows).toHaveLength(count);
    expect(tables[0]?.rows.at(-1)?.[1]).toBe(`333${count - 1}`);
    // The document is 30 MB, and would be several times that on its way if it were built in memory.
    expect((functionStats("DataFunction")?.peakMb ?? 0) - before).toBeLessThan(64);
  });

  it("whose source fails after 1,000 rows keeps them and says what happened", async () => {
    const result = await send(portal, range, { parameters: { NumberOfRows: "5000", FailAtRow: "1001" } });
    expect(result.tables[0]?.rows).toHaveLength(1000);
    expect(result.errorMessage).toContain("failed at row 1001");
    expect(result.errorMessage).toContain("not complete");
  });

  it("comes compressed or plain, with the same content", async () => {
    const authorization = `Bearer ${portal.token}`;
    const ask = async (encoding: string) => {
      const response = await post(range, { Authorization: authorization, "Accept-Encoding": encoding });
      return { encoding: response.headers.get("content-encoding"), text: await response.text() };
    };
    const [packed, plain] = await Promise.all([ask("gzip"), ask("identity")]);
    expect(packed.encoding).toBe("gzip");
    expect(plain.encoding).toBeNull();
    expect(packed.text).toBe(plain.text);
  });

  it("does not mix up 50 at a time", async () => {
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        send(portal, range, { parameters: { NumberOfRows: String(at + 1) } }),
      ),
    );
    expect(results.map(({ tables }) => tables[0]?.rows.length)).toEqual(
      Array.from({ length: 50 }, (_, at) => at + 1),
    );
    expect(functionStats("DataFunction")?.processes).toBe(2);
  });
});

describe("an identity provider that cannot be reached", () => {
  it("is a 500, not a 401: the token may be good", async () => {
    // Port 9 is the discard service's: nothing listens there.
    const unreachable = await start({
      ...settingsFor(issuer),
      ...exampleSettings,
      INTERJECT_JWKS_URI: "http://127.0.0.1:9/jwks",
    });
    try {
      const response = await fetch(`${unreachable.baseUrl}${range}`, {
        method: "POST",
        headers: { Authorization: `Bearer ${portal.token}` },
        body: "{}",
      });
      expect(response.status).toBe(500);
      expect(await response.json()).toMatchObject({ error: expect.stringContaining("could not be checked") });
    } finally {
      await unreachable.close();
    }
  }, 60_000);
});
