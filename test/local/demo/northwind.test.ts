import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createConnection } from "mysql2/promise";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { passThroughReport } from "../../../lambdas/data/pass-through-report.ts";
import type { DataSettings } from "../../../lambdas/settings/data.ts";
import type { Formula } from "../../../local/addin/request.ts";
import { demoConnection } from "../../../local/demo/connection.ts";
import { type LocalDatabase, startDatabase } from "../../../local/demo/start-database.ts";
import { mary } from "../../support/data-function.ts";
import { skipReason, testServer, uniqueName } from "../../support/databases.ts";
import { pull } from "../../support/pull.ts";
import { parseConnections } from "../../support/settings.ts";

const samples = join(import.meta.dirname, "../../../local/demo/samples");
const folder = mkdtempSync(join(tmpdir(), "northwind-test-"));
const mariadb = testServer("TEST_MARIADB_URL");
const database = uniqueName("interject_northwind");
let embedded: LocalDatabase;

beforeAll(async () => {
  embedded = await startDatabase({ folder, port: 0, log: () => {} });
  await asAdministrator(`CREATE DATABASE ${database}; USE ${database}; ${statements("mysql.sql")}`);
}, 60_000);
afterAll(async () => {
  await embedded.close();
  rmSync(folder, { recursive: true, force: true });
  await asAdministrator(`DROP DATABASE ${database}`);
});

async function asAdministrator(text: string): Promise<void> {
  if (mariadb === null) return;
  const { host, port, user, password } = mariadb;
  const one = await createConnection({ host, port, user, password, multipleStatements: true });
  await one.query(text);
  await one.end();
}

/** A script as the command-line client `mysql` sends it: the client itself reads the lines with DELIMITER. */
const statements = (file: string) =>
  readFileSync(join(samples, file), "utf8")
    .replaceAll(/^DELIMITER .*$/gm, "")
    .replaceAll(/ ?\/\/$/gm, ";");

/** What Interject's example workbook asks for in its tab SQL, in the order of its columns. */
const tabSql = [
  "CustomerID CompanyName ContactName ContactTitle Address City Region PostalCode Country Phone",
  "Current 30Days 60Days 90Days IsPaid",
].flatMap((names) => names.split(" "));

const engines = [
  {
    engine: "the demo's PostgreSQL",
    there: true,
    schema: "demo",
    connections: (): DataSettings["connections"] => parseConnections([demoConnection(embedded.url)]),
  },
  {
    engine: `MariaDB, from samples/mysql.sql${skipReason("TEST_MARIADB_URL")}`,
    there: mariadb !== null,
    schema: database,
    connections: (): DataSettings["connections"] =>
      parseConnections([
        {
          name: "Sample",
          engine: "mysql",
          url: `${process.env["TEST_MARIADB_URL"]?.replace(/\/*$/, "")}/${database}`,
          routines: [`${database}.northwind_*`],
        },
      ]),
  },
];

describe.each(engines)("the sample with Interject's names on $engine", ({ there, schema, connections }) => {
  const test = it.runIf(there);
  const call = (routine: string, formula: Formula, clientId = "local-client") =>
    pull(
      passThroughReport,
      { ...formula, command: { text: `[${schema}].[${routine}]` } },
      { connections: connections(), user: { ...mary, clientId } },
    );
  const customers = async (parameters: Readonly<Record<string, string>>) =>
    (await call("Northwind_Customers_Pull", { parameters })).tables[0];
  const market = { CompanyName: "market", ContactName: "", CustomerID: "" };

  test("answers the tab SQL of Interject's example workbook", async () => {
    const { tables, errorMessage } = await call("Northwind_Customers_Pull", { parameters: market });
    expect(errorMessage).toBe("");
    expect(tables[0]?.columns.slice(0, tabSql.length)).toEqual(tabSql);
    const amounts = tables[0]?.rows.map((row) => [row[0], row[6], ...row.slice(10, 14).map(Number), row[14]]);
    expect(amounts).toEqual([
      ["ALDER", null, 414, 0, 828, 435, "False"],
      ["DUNES", null, 846, 511, 1064, 218, "False"],
      ["GROVE", "OR", 650, 629, 943, 922, "False"],
      ["JUNIP", null, 0, 1180, 161, 454, "False"],
    ]);
  });

  test.each([
    [{ ...market, ContactName: "lind" }, ["JUNIP"]],
    [{ CompanyName: "", ContactName: "", CustomerID: "LARKS" }, ["LARKS"]],
    [{ CompanyName: "Elmer's", ContactName: "", CustomerID: "" }, ["ELMER"]],
    [{ CompanyName: "no such name", ContactName: "", CustomerID: "" }, []],
  ])("finds by %o", async (parameters, expected) => {
    expect((await customers(parameters))?.rows.map(([id]) => id)).toEqual(expected);
  });

  test("says that a customer without open invoices has paid", async () => {
    const [row] = (await customers({ ...market, CompanyName: "Larkspur" }))?.rows ?? [];
    expect([...(row?.slice(10, 14).map(Number) ?? []), row?.[14]]).toEqual([0, 0, 0, 0, "True"]);
  });

  test("saves credit limits, with a message for each row", async () => {
    const { tables, errorMessage } = await call("Northwind_Credit_Save", {
      save: {
        columns: ["Row", "CustomerID", "CreditLimit", "AccountFreeze", "AccountNotes"],
        rows: [
          ["26", "LARKS", "1234.50", "Yes", "calls on Mondays"],
          ["27", "NOONE", "1", "", ""],
          ["28", "DUNES", "much", "", "not kept"],
          ["29", "DUNES", "", "", "not kept"],
        ],
      },
    });
    expect(errorMessage).toBe("");
    const wrong = "Not saved: The credit limit must be a number from 0 to 9999999.";
    expect(tables).toMatchObject([
      {
        columns: ["Row", "MessageToUser"],
        rows: [
          ["26", "Saved."],
          ["27", "Not saved: There is no such customer."],
          ["28", wrong],
          ["29", wrong],
        ],
      },
    ]);
    const credit = async (CompanyName: string) =>
      (await customers({ ...market, CompanyName }))?.rows.map((row) => row.slice(-3));
    expect(await credit("Larkspur")).toEqual([["1234.50", "Yes", "calls on Mondays"]]);
    expect(await credit("Dunes")).toEqual([["5000.00", "", ""]]);
  });
});

it.runIf(mariadb !== null)("the sample for MySQL refuses a note that it would have to cut off", async () => {
  const { connections } = engines[1] ?? { connections: () => [] };
  const save = {
    columns: ["CustomerID", "CreditLimit", "AccountNotes"],
    rows: [["CORAL", "1", "x".repeat(1001)]],
  };
  const options = { connections: connections() };
  const call = (routine: string, formula: Formula) =>
    pull(passThroughReport, { ...formula, command: { text: `${database}.${routine}` } }, options);
  expect((await call("northwind_credit_save", { save })).errorMessage).not.toBe("");
  const parameters = { CompanyName: "", ContactName: "", CustomerID: "CORAL" };
  const { tables } = await call("northwind_customers_pull", { parameters });
  expect(tables[0]?.rows[0]?.slice(-3)).toEqual(["5000.00", "", ""]);
});

describe("the sample in the demo's PostgreSQL", () => {
  it("belongs to the demo's own client", async () => {
    const { connections } = engines[0] ?? { connections: () => [] };
    const asked = { command: { text: "demo.northwind_customers_pull" } };
    const options = { connections: connections(), user: { ...mary, clientId: "other-client" } };
    expect((await pull(passThroughReport, asked, options)).tables[0]?.rows).toEqual([]);
  });
});

describe("the sample's three scripts", () => {
  it("have the same companies", () => {
    const companies = (file: string) =>
      [...readFileSync(file, "utf8").matchAll(/^ {4}\((N?'[A-Z]{5}',.*)\)[,;]$/gm)].map(([, values = ""]) =>
        values.replaceAll(/(?<=^|, )N'/g, "'"),
      );
    const postgres = companies(join(samples, "../05-northwind.sql"));
    expect(postgres).toHaveLength(12);
    for (const file of ["mysql.sql", "sqlserver.sql"])
      expect(companies(join(samples, file))).toEqual(postgres);
  });
});
