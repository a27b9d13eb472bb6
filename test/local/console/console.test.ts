import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type LocalConsole, startConsole } from "../../../local/console/console.ts";
import { logLines } from "../../../local/console/log-lines.ts";
import { type LocalIssuer, startIssuer } from "../../../local/identity-provider/issuer.ts";

/** An API that keeps what it is asked, and answers when it is told to. */
const asked: IncomingMessage[] = [];
const api = createServer((incoming, response) => {
  asked.push(incoming);
  if (incoming.url === "/slow") return void response.writeHead(200).write("first");
  if (incoming.url === "/cut") {
    response.writeHead(200).write("first");
    return void setTimeout(() => response.destroy(), 50);
  }
  incoming.pipe(response.writeHead(401, { "X-Correlation-ID": "c-1" }));
});
const folder = mkdtempSync(join(tmpdir(), "console-test-"));
const log = logLines();
let issuer: LocalIssuer;
let page: LocalConsole;
beforeAll(async () => {
  api.listen(0, "127.0.0.1");
  await once(api, "listening");
  issuer = await startIssuer({ host: "127.0.0.1", port: 0, keysFolder: folder });
  page = await startConsole({
    port: 0,
    apiUrl: `http://127.0.0.1:${(api.address() as AddressInfo).port}`,
    issuer,
    routes: async () => '[{"path":"/reports/Own"}]',
    probe: async () => ({ version: "1", connections: [] }),
    explain: async (token) => `said of ${token}`,
    log,
  });
});
afterAll(async () => {
  await page.close();
  await issuer.close();
  api.closeAllConnections();
  api.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  asked.length = 0;
});

const mary = {
  user: "u-1",
  login: "mary@example.com",
  client: "c-1",
  scopes: ["openid"],
  roles: ["Staff"],
  lifetimeSeconds: 60,
  bad: null,
};

/** A request of the console's own page. */
const own = (path: string, posted: unknown, headers: Record<string, string> = {}) =>
  fetch(page.url + path, {
    method: "POST",
    headers: { Origin: page.url, "Content-Type": "application/json", ...headers },
    body: JSON.stringify(posted),
  });

describe("the console", () => {
  it("signs a token for whom the page asks as", async () => {
    const { token } = (await (await own("/token", mary)).json()) as { token: string };
    const claims: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    expect(claims).toMatchObject({ sub: "u-1", iss: issuer.issuer, scope: ["openid"], role: ["Staff"] });
  });

  it("signs none with a fault that it does not know", async () => {
    const answer = await own("/token", { ...mary, bad: "constructor" });
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { message: "No token can be made with the fault constructor." },
    ]);
  });

  it("says what of a token cannot be used", async () => {
    const answer = await own("/token", { ...mary, lifetimeSeconds: 0 });
    expect(await answer.json()).toEqual({ message: "The token's lifetimeSeconds cannot be used." });
  });

  it("signs and reads nothing for a page of another origin", async () => {
    for (const path of ["/token", "/about", "/connections", "/explain", "/log", "/call/api/v1/status"]) {
      const answer = await own(path, mary, { Origin: "https://example.com" });
      expect([path, answer.status]).toEqual([path, 403]);
      expect(answer.headers.get("Access-Control-Allow-Origin")).toBeNull();
    }
    expect(asked).toEqual([]);
  });

  it("answers no name but this machine's", async () => {
    const { port } = new URL(page.url);
    const call = request({
      host: "127.0.0.1",
      port,
      path: "/",
      headers: { Host: `example.com:${port}` },
    }).end();
    const [answer] = (await once(call, "response")) as [IncomingMessage];
    expect(answer.statusCode).toBe(403);
  });

  it("passes a call on, with the page's token and none of the browser's own headers", async () => {
    const headers = { Authorization: "Bearer t", Cookie: "c=1" };
    const answer = await own("/call/reports/Own?x=1", { a: 1 }, headers);
    expect([answer.status, answer.headers.get("X-Correlation-ID"), await answer.json()]).toEqual([
      401,
      "c-1",
      { a: 1 },
    ]);
    expect(asked[0]).toMatchObject({ method: "POST", url: "/reports/Own?x=1" });
    expect(asked[0]?.headers).toMatchObject({ authorization: "Bearer t" });
    expect(asked[0]?.headers).not.toHaveProperty("origin");
    expect(asked[0]?.headers).not.toHaveProperty("cookie");
  });

  it("passes a call to the API alone, whatever its path says", async () => {
    await own("/call//example.com/x", {});
    expect(asked[0]?.url).toBe("//example.com/x");
  });

  it("passes the first bytes on before the last have come, and hears when the page gives up", async () => {
    const control = new AbortController();
    const answer = await fetch(`${page.url}/call/slow`, {
      method: "POST",
      headers: { Origin: page.url },
      body: "{}",
      signal: control.signal,
    });
    const first = await answer.body?.getReader().read();
    expect(Buffer.from(first?.value ?? []).toString()).toBe("first");
    const gone = once(asked[0]?.socket ?? api, "close");
    control.abort();
    await gone;
  });

  it("breaks off where the API's answer does", async () => {
    const answer = await own("/call/cut", {});
    await expect(answer.text()).rejects.toThrow();
  });

  it("says that the API does not answer", async () => {
    const other = await startConsole({
      port: 0,
      apiUrl: "http://127.0.0.1:1",
      issuer: null,
      routes: async () => "[]",
      probe: async () => ({ version: "1", connections: [] }),
      explain: async () => "",
      log,
    });
    try {
      const headers = { Origin: other.url };
      const answer = await fetch(`${other.url}/call/x`, { method: "POST", headers, body: "{}" });
      expect([answer.status, await answer.text()]).toEqual([502, expect.stringContaining("does not answer")]);
      const unsigned = await fetch(`${other.url}/token`, { method: "POST", headers, body: "{}" });
      expect(await unsigned.text()).toContain("Another identity provider signs the tokens");
    } finally {
      await other.close();
    }
  });

  it("finds the log lines of one request", async () => {
    log.add('DataFunction: {"requestId":"r-1"}');
    log.add('DataFunction: {"requestId":"r-2"}');
    expect(await (await own("/log", { requestId: "r-2" })).json()).toEqual({
      lines: ['DataFunction: {"requestId":"r-2"}'],
    });
    expect(await (await own("/log", { requestId: "" })).json()).toEqual({ lines: [] });
  });

  it("takes the next free port", async () => {
    const taken = Number(new URL(page.url).port);
    const options = {
      apiUrl: page.url,
      issuer: null,
      routes: async () => "[]",
      explain: async () => "",
      log,
    };
    const probe = async () => ({ version: "1", connections: [] });
    const next = await startConsole({ ...options, probe, port: taken });
    expect(Number(new URL(next.url).port)).toBeGreaterThan(taken);
    await next.close();
  });

  it("loads nothing from elsewhere, and stands in no frame", async () => {
    const answer = await fetch(page.url);
    const policy = answer.headers.get("Content-Security-Policy") ?? "";
    expect(policy).toMatch(/^default-src 'none';/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|https?:/);
    expect(answer.headers.get("Cross-Origin-Resource-Policy")).toBe("same-origin");
  });

  it("builds the page from its sources", async () => {
    const script = await fetch(`${page.url}/page.js`);
    expect(script.headers.get("Content-Type")).toContain("text/javascript");
    expect(await script.text()).toContain("Interject_RequestContext");
    expect(await (await fetch(`${page.url}/page.css`)).text()).toContain("light-dark(");
  });
});
