import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Formula, requestBody } from "../../local/addin/request.ts";
import { send } from "../../local/addin/send.ts";
import { demoConnection } from "../../local/demo/connection.ts";
import { type LocalDatabase, startDatabase } from "../../local/demo/start-database.ts";
import { type LocalIssuer, startIssuer } from "../../local/identity-provider/issuer.ts";
import { settingsFor } from "../../local/identity-provider/trust-settings.ts";
import type { LocalConnection } from "../../local/local-connections.ts";
import { type LocalApi, startLocal } from "../../local/start.ts";
import {
  asksCatalogue,
  describe as describeRoutine,
} from "../lambdas/data/sql/engines/sqlserver/described.ts";
import { exampleSettings } from "../support/settings.ts";
import { mysqlServer } from "../support/sql/mysql.ts";
import { serverUrl } from "../support/sql/server.ts";
import * as tokens from "../support/tds/tokens.ts";
import { decimalN } from "../support/tds/types.ts";
import { startTdsServer } from "../support/tds-server.ts";

/**
 * What `npm start` starts: the stack's own bundles, an identity provider, and the embedded database
 * with its demo data.
 */
const folder = mkdtempSync(join(tmpdir(), "database-e2e-"));
const project = join(import.meta.dirname, "../..");
const lines: string[] = [];
let issuer: LocalIssuer;
let database: LocalDatabase;
let api: LocalApi;

const start = (connections: readonly LocalConnection[], endsAbandoned = false) =>
  startLocal({
    endsAbandoned,
    host: "127.0.0.1",
    port: 0,
    concurrency: 2,
    settings: { ...settingsFor(issuer), INTERJECT_CLIENTS: "any", ...exampleSettings },
    connections,
    log: (line) => lines.push(line),
  });

beforeAll(async () => {
  issuer = await startIssuer({ host: "127.0.0.1", port: 0, keysFolder: folder });
  database = await startDatabase({ folder: join(folder, "database"), port: 0, log: () => {} });
  api = await start([demoConnection(database.url)], true);
}, 120_000);

afterAll(async () => {
  await api?.close();
  await database?.close();
  await issuer?.close();
  rmSync(folder, { recursive: true, force: true });
});

const portal = (client?: string) => ({
  url: api.baseUrl,
  token: issuer.token(client === undefined ? {} : { client }),
});
const call = (text: string, formula: Formula = {}, client?: string) =>
  send(portal(client), "/api/v1/sql", { ...formula, command: { text, connection: "demo" } });

describe("a data portal over the demo database", () => {
  it("pulls a range with a parameter", async () => {
    const { tables, errorMessage } = await call("reports.customer_aging", {
      parameters: { company_name: "Anchor" },
    });
    expect(errorMessage).toBe("");
    expect(tables[0]?.columns).toContain("Over 90");
    expect(tables[0]?.rows.length).toBeGreaterThan(3);
  });

  it("answers the relative URL of Interject's own portals, and a command as they write it", async () => {
    const formula = {
      parameters: { "Company Name": "Anchor" },
      command: { text: "exec reports.customer_aging;1", connection: "demo" },
    };
    const result = await send(portal(), "/api/InterjectDefaultRequest", formula);
    expect(result.errorMessage).toBe("");
    expect(result.tables[0]?.rows.length).toBeGreaterThan(3);
  });

  it("answers a report of its own as it answers the routine that the report calls", async () => {
    const parameters = { CompanyName: "Anchor" };
    const own = await send(portal(), "/api/v1/example/CustomerAging", { parameters });
    const routine = await call("reports.customer_aging", { parameters: { company_name: "Anchor" } });
    expect(own.errorMessage).toBe("");
    expect(own.tables[0]?.rows).toEqual(routine.tables[0]?.rows);
  });

  it("shows each client its own customers", async () => {
    const [own, other] = await Promise.all(
      ["local-client", "other-client"].map((client) => call("reports.customer_aging", {}, client)),
    );
    const ids = (result: typeof own) => new Set(result?.tables[0]?.rows.map(([id]) => id));
    expect(ids(own).size).toBeGreaterThan(0);
    expect(ids(other).size).toBeGreaterThan(0);
    expect(ids(own).isDisjointFrom(ids(other))).toBe(true);
    expect((await call("reports.customer_aging", {}, "nobody")).tables[0]?.rows).toEqual([]);
  });

  it("fills row definitions, a drop-down, several tables and output parameters", async () => {
    const fixed = await call("reports.ledger_fixed", { columns: ["MTD"], rows: [{ Account: "4000" }] });
    expect(fixed.errorMessage).toBe("");
    expect((await call("reports.division_list")).tables[0]?.rows.length).toBeGreaterThan(1);
    const card = await call("reports.customer_card", { parameters: { customer_id: "ANC489" } });
    expect(card.tables).toHaveLength(3);
    const totals = await call("reports.period_totals", {
      parameters: { period: "2026-06-01" },
      outputs: ["total"],
    });
    expect(totals.parameters.find(({ name }) => name === "@total")?.outputValue).toMatch(/^-?\d+\.\d\d$/);
  });

  it("saves in one transaction, and a failing row is named", async () => {
    const limitOf = async () =>
      (await call("reports.customer_lookup", { parameters: { customer_id: "ANC489" } })).tables[0]
        ?.rows[0]?.[3];
    const save = (rows: string[][]) =>
      send(portal(), "/api/v1/example/SaveCreditLimits", {
        save: { columns: ["CustomerID", "CreditLimit"], rows },
      });
    const done = await save([["ANC489", "1234.50"]]);
    expect(done.errorMessage).toBe("");
    expect(await limitOf()).toBe("1234.50");
    const failed = await save([
      ["ANC489", "9999.00"],
      ["NOBODY", "1"],
    ]);
    expect(failed.errorMessage).toContain("Row 19 of the sheet");
    expect(await limitOf()).toBe("1234.50");
    const byRow = await call("reports.save_customer_note", {
      save: { columns: ["CustomerID", "Notes"], rows: [["ANC489", "calls on Mondays"]] },
    });
    expect(byRow.errorMessage).toBe("");
    expect(byRow.tables[0]?.columns).toEqual(["Row", "CustomerID", "Notes", "Status"]);
  });

  it("says what routines say, and nothing of what only the log should know", async () => {
    const refused = await call("reports.refuse", { parameters: { message: "The period is closed." } });
    expect(refused.errorMessage).toBe("The period is closed.");
    expect((await call("reports.with_notice")).userMessage).toContain("preliminary");
    expect((await call("reports.stop_with_notice")).userMessage).toContain("Choose a division");
    const { errorMessage, tables } = await call("reports.failing", { parameters: { after_rows: "2500" } });
    expect(errorMessage).toContain("The answer is not complete");
    expect(tables[0]?.rows.length).toBeGreaterThan(0);
  });

  it.each([
    ["pg_catalog.pg_read_file", "Demo"],
    ["demo.customers", "Demo"],
    ["reports.whoami", "postgres://postgres@127.0.0.1/postgres"],
    ["reports.whoami; select 1", "Demo"],
    ["reports.nothing", "Demo"],
  ])("opens neither %s on %s", async (text, connection) => {
    const result = await send(portal(), "/api/v1/sql", { command: { text, connection } });
    expect(result.errorMessage).toContain("administrator");
    expect(result.tables).toEqual([]);
  });

  it("ends what the database does for someone who has gone away, where the function is told", async () => {
    const controller = new AbortController();
    const slow = fetch(`${api.baseUrl}/api/v1/sql`, {
      method: "POST",
      signal: controller.signal,
      headers: { Authorization: `Bearer ${issuer.token()}`, "Content-Type": "application/json" },
      body: requestBody("ReportRange", {
        parameters: { seconds: "300" },
        command: { text: "reports.slow", connection: "Demo" },
      }),
    }).catch((error: unknown) => error);
    await sleep(1_500);
    controller.abort();
    await slow;
    // The database has one session: it would be taken for five minutes.
    expect((await call("reports.division_list")).errorMessage).toBe("");
  }, 60_000);

  it("lets several people in at once, though the database has one session", async () => {
    const results = await Promise.all(Array.from({ length: 12 }, () => call("reports.division_list")));
    expect(results.map(({ errorMessage }) => errorMessage)).toEqual(Array(12).fill(""));
  });
});

it("keeps the database's URL out of everything that is synthesised", () => {
  const synthesised = globSync("cdk.out/local/run-*/*/*.json", { cwd: project });
  expect(synthesised.length).toBeGreaterThan(0);
  for (const file of synthesised)
    expect(readFileSync(join(project, file), "utf8")).not.toContain(new URL(database.url).host);
});

describe("the bundle's driver", () => {
  /** Calls a routine over one connection of a stack of its own. */
  async function callOver(connection: LocalConnection, text: string) {
    const own = await start([connection]);
    try {
      return await send({ url: own.baseUrl, token: issuer.token() }, "/api/v1/sql", { command: { text } });
    } finally {
      await own.close();
    }
  }

  it("speaks to SQL Server", async () => {
    const columns = [{ name: "Amount", type: decimalN(38, 10) }];
    const server = await startTdsServer({
      answer: (request) => {
        if (asksCatalogue(request)) return describeRoutine({ type: "P", name: "Pull" });
        if (request.kind !== "rpc" || !request.procedure.includes("Pull")) return null;
        return [
          tokens.colMetadata(columns),
          tokens.row(columns, [12345678901234567890123456780123456789n]),
          tokens.doneInProc({ count: 1 }),
          tokens.returnStatus(0),
          tokens.doneProc(),
        ];
      },
    });
    const url = `sqlserver://api:secret@127.0.0.1:${server.port}/finance`;
    const connection = { name: "Sales", engine: "sqlserver", url, routines: ["dbo.*"] };
    const { tables, errorMessage } = await callOver(connection, "dbo.Pull");
    await server.close();
    expect(errorMessage).toBe("");
    expect(tables[0]?.rows).toEqual([["1234567890123456789012345678.0123456789"]]);
  }, 60_000);

  it.skipIf(serverUrl("TEST_MARIADB_URL") === undefined)(
    "speaks to MariaDB (TEST_MARIADB_URL names a server)",
    async () => {
      const server = await mysqlServer(serverUrl("TEST_MARIADB_URL") ?? "");
      const connection = {
        name: "Sales",
        engine: "mysql",
        url: server.url,
        routines: [`${server.schema}.*`],
      };
      const { tables, errorMessage } = await callOver(connection, `${server.schema}.values_of_every_type`);
      await server.close();
      expect(errorMessage).toBe("");
      expect(tables[0]?.rows[0]?.[5]).toBe("12345678901234567890.123456789012345678");
    },
    60_000,
  );
});

describe.skipIf(serverUrl("TEST_POSTGRES_URL") === undefined)(
  "a million rows from PostgreSQL (TEST_POSTGRES_URL names a server)",
  () => {
    const schema = `interject_million_${process.pid}`;
    const url = serverUrl("TEST_POSTGRES_URL") ?? "";
    const count = 1_000_000;
    let administrator: pg.Client;
    let big: LocalApi;

    beforeAll(async () => {
      administrator = new pg.Client(url);
      await administrator.connect();
      await administrator.query(`
        create schema ${schema};
        create function ${schema}.rows(number_of_rows integer) returns refcursor language plpgsql as $$
        declare c refcursor := 'million';
        begin
          open c for select i as id, '701' as div, '3330' as acct, (i * 0.01)::numeric(14, 2) as mtd, i * 2 as qtd, i::bigint * 3 as ytd,
            date '2026-01-01' + i % 365 as day, 'memo of row ' || i as memo, i % 2 = 0 as flag, 1.5::float8 as ratio
          from generate_series(1, number_of_rows) i;
          return c;
        end $$`);
      const connection = { name: "Big", engine: "postgres", url, routines: [`${schema}.rows`] };
      big = await start([connection]);
    }, 60_000);
    afterAll(async () => {
      await big?.close();
      await administrator?.query(`drop schema if exists ${schema} cascade`);
      await administrator?.end();
    });

    it("arrive whole, through the function's own bundle, in less than 256 MB", async () => {
      const response = await fetch(`${big.baseUrl}/api/v1/sql`, {
        method: "POST",
        headers: { Authorization: `Bearer ${issuer.token()}`, "Content-Type": "application/json" },
        body: JSON.stringify({
          RequestParameterList: [{ Name: "@number_of_rows", InputValue: String(count) }],
          PassThroughCommand: { CommandType: 1, CommandText: `${schema}.rows`, CommandTimeout: 170 },
        }),
      });
      expect(response.headers.get("content-encoding")).toBe("gzip");
      let [rows, ids, cents] = [0, 0, 0n];
      let rest = "";
      for await (const text of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
        const parts = (rest + text).split("],[");
        rest = parts.pop() ?? "";
        for (const part of parts) {
          // The first one has the document's beginning in front.
          const [id = "", , , mtd = "", , , , memo] = part
            .slice(part.lastIndexOf("[") + 1)
            .split(",")
            .map((cell) => cell.replaceAll('\\"', ""));
          if (memo !== `memo of row ${id}`) throw new Error(`Row ${rows + 1} is not whole: ${part}`);
          rows++;
          ids += Number(id);
          cents += BigInt(mtd.replace(".", ""));
        }
      }
      // The last row ends with the table.
      expect(rest).toContain(`memo of row ${count}`);
      expect(rest).toContain('"ErrorMessage":""');
      const before = count - 1;
      expect(rows).toBe(before);
      expect(ids).toBe((before * (before + 1)) / 2);
      expect(cents).toBe((BigInt(before) * BigInt(before + 1)) / 2n);
      const stats = Object.entries(big.stats()).find(([id]) => id.startsWith("DataFunction"))?.[1];
      expect(stats?.peakMb).toBeLessThan(256);
    }, 120_000);
  },
);
