import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readXlsx } from "hucre/xlsx";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { messages, printedTables } from "../../local/addin/command/print-answer.ts";
import { readResponse } from "../../local/addin/response.ts";
import { saveResults } from "../../local/addin/save.ts";
import { send } from "../../local/addin/send.ts";
import { demoConnection } from "../../local/demo/connection.ts";
import { type LocalDatabase, startDatabase } from "../../local/demo/start-database.ts";
import { type LocalIssuer, startIssuer } from "../../local/identity-provider/issuer.ts";
import { settingsFor } from "../../local/identity-provider/trust-settings.ts";
import { type LocalApi, startLocal } from "../../local/start.ts";
import { exchangesOf } from "../support/exchanges.ts";
import { exampleSettings } from "../support/settings.ts";
import { listedPortals } from "../support/workbook/listed-portals.ts";
import { askedFormula } from "../support/workbook/report-formula.ts";
import { tabOf } from "../support/workbook/tab.ts";

const folder = mkdtempSync(join(tmpdir(), "workbook-e2e-"));
let issuer: LocalIssuer;
let database: LocalDatabase;
let api: LocalApi;

beforeAll(async () => {
  issuer = await startIssuer({ host: "127.0.0.1", port: 0, keysFolder: folder });
  database = await startDatabase({ folder: join(folder, "database"), port: 0, log: () => {} });
  api = await startLocal({
    host: "127.0.0.1",
    port: 0,
    concurrency: 2,
    settings: { ...settingsFor(issuer), ...exampleSettings },
    connections: [demoConnection(database.url)],
    log: () => {},
  });
}, 120_000);
afterAll(async () => {
  await api?.close();
  await database?.close();
  await issuer?.close();
  rmSync(folder, { recursive: true, force: true });
});

const docs = join(import.meta.dirname, "../../docs");
const { sheets } = await readXlsx(readFileSync(join(docs, "example-workbook.xlsx")));
const [first, ...tabs] = sheets.map(tabOf);
if (first === undefined) throw new Error("The workbook has no sheet.");
const portals = listedPortals(first);
const formulas = tabs.flatMap((tab) =>
  tab.formulas.map(({ row, formula }) => ({ tab, name: tab.name, row, formula })),
);

const answerTo = async (name: string, number = 0) => {
  const { tab, formula: text } = formulas.filter((one) => one.name === name)[number] ?? {};
  if (tab === undefined || text === undefined) throw new Error(`The tab ${name} has no such formula.`);
  const asked = askedFormula(tab, text);
  const portal = portals.get(asked.code);
  if (portal === undefined) throw new Error(`The first sheet lists no data portal ${asked.code}.`);
  const sent = asked.formula(portal);
  const result = await send({ url: api.baseUrl, token: issuer.token() }, portal.path, sent);
  return { asked, sent, result, table: result.tables[asked.table] };
};

describe("the formulas of docs/example-workbook.xlsx, against the emulated API", () => {
  it.each(formulas)("$name: $formula", async ({ tab, name, row }) => {
    const place = tab.formulas.findIndex((one) => one.row === row);
    const { asked, sent, result, table } = await answerTo(name, place);
    expect(result.errorMessage).toBe("");
    expect(result.parameters.filter(({ validationMessage }) => validationMessage)).toEqual([]);
    const named = table?.columns.map((column) => column.toLowerCase()) ?? [];
    expect(asked.columns.filter((column) => !named.includes(column.toLowerCase()))).toEqual([]);
    expect(String(table?.rows.length ?? 0)).toBe(tab.text(row, 7));
    if (sent.save !== undefined) expect(saveResults(sent.save, result)).toEqual({ kind: "matched" });
  });

  it("fill a fixed report's rows by their keys", async () => {
    const { sent, table } = await answerTo("ReportFixed");
    expect(table?.rows.map(([div, acct]) => ({ div, acct }))).toEqual(sent.rows);
  });

  it("find a group of a variable report by the Addin's own name for it", async () => {
    const { sent, table } = await answerTo("RowDefName");
    const names = sent.rows?.map((_, at) => `R0000${at + 1}`);
    expect([...new Set(table?.rows.map(([name]) => name))]).toEqual(names);
  });

  it("write an output parameter's value as the tab's note says", async () => {
    const { result } = await answerTo("Output parameters");
    const total = result.parameters.find(({ name }) => name === "@total")?.outputValue;
    const [tab] = tabs.filter(({ name }) => name === "Output parameters");
    expect(tab?.text(12, 2)).toContain(`the ledger's total of the month, ${total},`);
  });

  it("read back what the tab SQL has saved", async () => {
    await answerTo("SQL", 1);
    const { table } = await answerTo("SQL");
    const credit = table?.rows.map((cells) => [cells[0], ...cells.slice(-3)]);
    expect(credit).toContainEqual(["ALDER", "5500.00", "", "Calls on Mondays"]);
    expect(credit).toContainEqual(["JUNIP", "7250.50", "Yes", ""]);
  });
});

describe("docs/portal.md", () => {
  const page = readFileSync(join(docs, "portal.md"), "utf8");

  it.each(exchangesOf(page))(
    "shows what $path answers to $body",
    async ({ path, body, language, answer }) => {
      const response = await fetch(api.baseUrl + path, {
        method: "POST",
        headers: { "Content-Type": "application/json", Authorization: `Bearer ${issuer.token()}` },
        body,
      });
      const text = await response.text();
      if (language === "json") return expect(JSON.parse(text)).toEqual(JSON.parse(answer));
      const result = readResponse(text);
      expect(printedTables(result) + messages(result)).toBe(answer);
    },
  );

  it("shows formulas and data portals of the workbook", () => {
    const shown = [...page.matchAll(/=((?:Report|jDropdown)\w*\(.*\))$/gm)].map(([, formula]) => formula);
    const there = new Set(formulas.map(({ formula }) => formula.replaceAll("_xll.", "")));
    expect(shown.length).toBeGreaterThan(8);
    expect(shown.filter((formula) => !there.has(formula ?? ""))).toEqual([]);
    const rows = [...page.matchAll(/^\| (`DataApi_.*) \|$/gm)].map(([, cells = ""]) =>
      cells.split("|").map((cell) => cell.trim().replaceAll("`", "")),
    );
    const lines = new Map(
      rows.map(([code = "", path, command, parameters, system]) => [
        code,
        { path, command, parameters, system },
      ]),
    );
    const listed = Array.from({ length: 30 }, (_, at) => at + 1).flatMap((row) => {
      const [code = "", path, , command, parameters, system] = [1, 2, 3, 4, 5, 6].map((column) =>
        first.text(row, column),
      );
      return lines.has(code) ? [[code, { path, command, parameters, system }] as const] : [];
    });
    expect(new Map(listed)).toEqual(lines);
  });
});
