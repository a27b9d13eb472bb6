import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { send } from "../../local/addin/send.ts";
import { type LocalIssuer, startIssuer } from "../../local/identity-provider/issuer.ts";
import { settingsFor } from "../../local/identity-provider/trust-settings.ts";
import { type LocalApi, startLocal } from "../../local/start.ts";
import { exampleSettings } from "../support/settings.ts";
import { postgresServer } from "../support/sql/postgres.ts";
import { type SqlServer, serverUrl } from "../support/sql/server.ts";

/** Stands in every cell, parameter, header and password that the tests send. */
const mark = "MARKED7f3a";

/** Routines that say what they were given in every way there is. */
const routines = `
create procedure api.mark_raised(value text) language plpgsql as $$ begin
  raise exception 'custom %', value using errcode = 'ZX001', detail = value, hint = value, column = value; end $$;
create procedure api.mark_unreachable(value text) language plpgsql as $$ begin
  raise exception 'broken %', value using errcode = '08001', detail = value; end $$;
create procedure api.mark_dynamic(value text) language plpgsql as $$ begin
  execute format('select * from %I where %L = 1', value, value); end $$;
create procedure api.mark_data(value text) language plpgsql as $$ begin
  perform value::int; end $$;
create procedure api.mark_saved("Name" text) language plpgsql as $$ begin
  execute format('insert into %I values (%L)', "Name", "Name"); end $$;`;

const url = serverUrl("TEST_POSTGRES_URL");

describe.skipIf(url === undefined)("the log of all functions (TEST_POSTGRES_URL names a server)", () => {
  const keysFolder = mkdtempSync(join(tmpdir(), "marked-log-test-"));
  const lines: string[] = [];
  let server: SqlServer;
  let issuer: LocalIssuer;
  let api: LocalApi;

  beforeAll(async () => {
    server = await postgresServer(url ?? "");
    await server.rows(routines);
    issuer = await startIssuer({ host: "127.0.0.1", port: 0, keysFolder });
    const shared = { engine: "postgres", routines: ["api.*"], tls: "off" };
    const connections = [
      { ...shared, name: "Sales", url: server.url, allowText: true },
      { ...shared, name: "Gone", url: `postgres://${mark}:${mark}@127.0.0.1:1/${mark}` },
    ];
    api = await startLocal({
      host: "127.0.0.1",
      port: 0,
      concurrency: 2,
      settings: {
        ...settingsFor(issuer),
        ...exampleSettings,
        INTERJECT_CLIENTS: "any",
        INTERJECT_LOG_LEVEL: "DEBUG",
      },
      connections,
      log: (line) => lines.push(line),
    });
  }, 120_000);

  afterAll(async () => {
    await api?.close();
    await issuer?.close();
    await server?.close();
    rmSync(keysFolder, { recursive: true, force: true });
  });

  const portal = () => ({ url: api.baseUrl, token: issuer.token() });
  const call = (text: string, connection = "Sales", more: object = {}) =>
    send(portal(), "/api/v1/sql", { parameters: { value: mark }, command: { text, connection, ...more } });
  const post = (path: string, headers: Record<string, string>, body: string) =>
    fetch(`${api.baseUrl}${path}`, { method: "POST", headers, body }).then((answer) => answer.text());

  it("has no cell, parameter, token or password of requests that fail in every way", async () => {
    for (const name of ["raised", "unreachable", "dynamic", "data"]) {
      expect((await call(`api.mark_${name}`)).errorMessage, name).not.toBe("");
    }
    expect((await call("api.mark_raised", "Gone")).errorMessage).not.toBe("");
    expect((await call(`api.${mark}`)).errorMessage).not.toBe("");
    expect((await call("api.mark_raised", mark)).errorMessage).not.toBe("");
    expect(
      (await call(`select * from ${mark} where '${mark}' = @value`, "Sales", { type: "Text" })).errorMessage,
    ).not.toBe("");
    const saved = await send(portal(), "/api/v1/sql", {
      command: { text: "api.mark_saved", connection: "Sales" },
      save: { columns: ["Name"], rows: [[mark]] },
    });
    expect(saved.errorMessage).not.toBe("");
    const authorization = `Bearer ${issuer.token()}`;
    const json = { "Content-Type": "application/json" };
    for (const path of [
      "/api/v1/sql",
      "/api/v1/example/ReportRange",
      `/api/v1/${mark}`,
      `/api/v1/status/headers?${mark}=${mark}`,
    ]) {
      for (const sent of [authorization, `Bearer ${mark}`, `${mark} x`, `Bearer ${mark}.${mark}.${mark}`]) {
        const headers = {
          ...json,
          Authorization: sent,
          Cookie: mark,
          "X-Correlation-ID": `{"${mark}"}`,
          "X-Secret": mark,
        };
        await post(
          path,
          headers,
          `{"RequestParameterList":[{"Name":"${mark}","InputValue":"${mark}"}],"${mark}":1}`,
        );
        await post(path, headers, `{"${mark}": ${mark}}`);
        await post(path, headers, `["${mark}"]`);
      }
    }
    const all = lines.join("\n");
    // The log says what happened all the same.
    for (const told of ["report-failed", "database-unreachable", "token-refused", "42P01", "ECONNREFUSED"]) {
      expect(all).toContain(told);
    }
    expect(lines.filter((line) => line.includes(mark))).toEqual([]);
    const [, payload = "", signature = ""] = authorization.split(".");
    expect(lines.filter((line) => line.includes(payload) || line.includes(signature))).toEqual([]);
  }, 60_000);
});
