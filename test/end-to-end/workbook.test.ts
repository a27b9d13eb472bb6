import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readXlsx } from "hucre/xlsx";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { routeTable } from "../../lambdas/data/routes.ts";
import { describeRoutes } from "../../lib/describe-routes.ts";
import { addinCommand } from "../../local/addin/command/addin-command.ts";
import { messages, printedTables } from "../../local/addin/command/print-answer.ts";
import { readResponse } from "../../local/addin/response.ts";
import { cellName, parseReference, rangeOf } from "../../local/addin/sheet/reference.ts";
import type { CellValue } from "../../local/addin/sheet/sheet.ts";
import { sentText } from "../../local/addin/sheet/value.ts";
import { type FoundFormula, Workbook } from "../../local/addin/workbook/workbook.ts";
import { demoConnection } from "../../local/demo/connection.ts";
import { type LocalDatabase, startDatabase } from "../../local/demo/start-database.ts";
import { type LocalIssuer, startIssuer } from "../../local/identity-provider/issuer.ts";
import { settingsFor } from "../../local/identity-provider/trust-settings.ts";
import { readPortals } from "../../local/portals/read-portals.ts";
import { type LocalApi, startLocal } from "../../local/start.ts";
import { excelFile } from "../support/excel-file.ts";
import { exchangesOf } from "../support/exchanges.ts";
import { exampleSettings } from "../support/settings.ts";

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

const root = join(import.meta.dirname, "../..");
const docs = join(root, "docs");
const file = join(docs, "example-workbook.xlsx");
const example = new Workbook(readFileSync(file));
const formulas = example.formulas();
const nameOf = ({ sheet, cell }: FoundFormula) => `${sheet.name}!${cellName(cell.row, cell.column)}`;

/** Runs the command on a workbook, and says what it printed. */
async function run(workbook: string, ...words: readonly string[]) {
  const output: string[] = [];
  const where = ["--url", api.baseUrl, "--token", issuer.token()];
  const write = async (text: string) => {
    output.push(text);
  };
  const { own, examples } = readPortals(root, describeRoutes(routeTable({ examples: true })));
  const portals = async () => [...own, ...examples];
  const { failed } = await addinCommand(
    ["workbook", workbook, ...words, ...where],
    {},
    write,
    false,
    portals,
  );
  return { failed, printed: output.join("") };
}

/** The cells of a range in a workbook. */
function cellsOf(workbook: string, tab: string, range: string): readonly (readonly CellValue[])[] {
  const reference = parseReference(range);
  if (reference === null) throw new Error(`${range} is no range.`);
  const { top, bottom, left, right } = rangeOf(reference);
  const sheet = new Workbook(readFileSync(workbook)).sheet(tab);
  return Array.from({ length: bottom - top + 1 }, (_, down) =>
    Array.from({ length: right - left + 1 }, (_, along) => sheet?.value(top + down, left + along) ?? null),
  );
}

describe("npm run addin -- workbook docs/example-workbook.xlsx, against the emulated API", () => {
  const filled = join(folder, "filled.xlsx");
  const pulls = formulas.filter(({ kind }) => kind !== "ReportSave");
  const saves = formulas.filter(({ kind }) => kind === "ReportSave");
  const inTab = (tab: string, range: string) => cellsOf(filled, tab, range);
  let printed = "";

  beforeAll(async () => {
    const pulled = await run(file, "--pull", "--out", filled);
    expect(pulled.failed).toBe(false);
    printed = pulled.printed;
  }, 60_000);

  const lineOf = (formula: FoundFormula) => {
    const rows = formula.sheet.value(formula.cell.row, 7);
    return `${nameOf(formula)}  ${formula.kind}  ${rows} ${rows === 1 ? "row" : "rows"}  `;
  };

  it.each(pulls.map((formula) => [nameOf(formula), formula] as const))(
    "pulls %s, with as many rows as the tab says",
    (_, formula) => {
      expect(printed).toContain(lineOf(formula));
    },
  );

  it.each(saves.map((formula) => [nameOf(formula), formula] as const))(
    "saves %s, with as many rows as the tab says",
    async (name, formula) => {
      const out = join(folder, "saved.xlsx");
      // With the data portals that the workbook itself lists.
      const saved = await run(file, "--save", name, "--out", out, "--portals", file);
      expect(saved.printed).toContain(lineOf(formula));
      expect(saved.failed).toBe(false);
    },
  );

  it("inserts the rows of a range", () => {
    expect(inTab("ReportRange", "B19:F23")).toEqual([
      ["Division", "Account", "MTD", "QTD", "YTD"],
      [701, 3330, 94.34, 904.34, 9804.34],
      [701, 3331, 94.34, 904.34, 9804.34],
      [701, 3332, 94.34, 904.34, 9804.34],
      [null, null, null, null, null],
    ]);
  });

  it("fills a fixed report's rows by their keys", () => {
    expect(inTab("ReportFixed", "B20:D23")).toEqual([
      [701, 3339, 94.34],
      [701, 3340, 94.34],
      [702, 3339, 94.34],
      [702, 3340, 94.34],
    ]);
  });

  it("lets each group of a variable report grow, and leaves one without rows", () => {
    const groups = inTab("ReportVariable", "B20:C37");
    const counts = { 701: 5, 702: 3, 703: 4, 704: 1 };
    const expected = Object.entries(counts).flatMap(([name, count]) => [
      null,
      Number(name),
      ...Array<string>(count - 1).fill("[!DetailRow]"),
    ]);
    expect(groups.map(([name]) => name)).toEqual([...expected, null]);
    expect(printed).toContain("3 rows find no place in the sheet.");
  });

  it("leaves the row of a row definition free with UseTopSpacerRow", () => {
    expect(inTab("ReportVariable, two keys", "B21:D25")).toEqual([
      [701, 123, null],
      ["[!DetailRow]", null, 3333],
      ["[!DetailRow]", null, 3334],
      [null, null, null],
      [701, 124, null],
    ]);
  });

  it("finds a group by one of several values, and by the Addin's own name for it", () => {
    const details = (tab: string) =>
      inTab(tab, "B20:C45").flatMap(([mark, value]) => (mark === "[!DetailRow]" ? [value] : []));
    expect(details("RowDef")).toEqual([123, 123, 124, 124, 124, 223, 224, 225, 225, 225]);
    const accounts = details("RowDefName");
    expect(accounts).toHaveLength(15);
    expect(accounts.slice(0, 5)).toEqual([3333, 3334, 3334, 3334, 3335]);
  });

  it("brings a lookup's value and an output parameter's into their cells", () => {
    expect(inTab("ReportLookup", "C20")).toEqual([[123456.78]]);
    expect(inTab("Output parameters", "D16")).toEqual([[-11252.19]]);
  });

  it("asks once for several result sets, and moves the second below the first", () => {
    const tab = "Several result sets";
    expect(inTab(tab, "B22:B23")).toEqual([["Order"], [500]]);
    expect(inTab(tab, "B32:B35")).toEqual([[5000], [null], ["Invoice"], [100500]]);
  });

  it("says the list of a dropdown", () => {
    expect(printed).toContain("To choose from: Northwind Data Company, Northwind InfoTech, ");
  });

  it("writes the results of a save into the sheet", async () => {
    const saved = join(folder, "saved.xlsx");
    await run(file, "--save", "'reportsave!$C$8'", "--out", saved);
    expect(cellsOf(saved, "ReportSave", "D20:E22")).toEqual([
      ["Checked & agreed", "Updated!"],
      [null, "Updated!"],
      ["Ask Mary", "Updated!"],
    ]);
  });

  it("pulls what the tab SQL has saved", async () => {
    await run(file, "--save", "SQL!C9", "--out", join(folder, "saved.xlsx"));
    const again = join(folder, "again.xlsx");
    await run(file, "--pull", "--out", again);
    const credit = cellsOf(again, "SQL", "B20:L23").map((cells) => [cells[0], ...cells.slice(-3)]);
    expect(credit).toContainEqual(["ALDER", 5500, null, "Calls on Mondays"]);
    expect(credit).toContainEqual(["JUNIP", 7250.5, "Yes", null]);
  });

  it("pulls a filled workbook again to the same cells", async () => {
    const twice = join(folder, "twice.xlsx");
    await run(filled, "--pull", "--out", twice);
    for (const tab of ["ReportRange", "ReportVariable", "RowDef", "RowDefName", "Several result sets"])
      expect(cellsOf(twice, tab, "A1:J60")).toEqual(cellsOf(filled, tab, "A1:J60"));
  });

  it("is read by another library to the same values", async () => {
    const { sheets } = await readXlsx(readFileSync(filled));
    for (const tab of ["ReportRange", "ReportVariable", "SQL"]) {
      const rows = sheets.find(({ name }) => name === tab)?.rows.slice(18, 40) ?? [];
      const cells = rows.map((row) => row.slice(1, 7).map((cell) => cell ?? null));
      expect(cells.length).toBeGreaterThan(3);
      const own = inTab(tab, `B19:G${18 + rows.length}`);
      expect(cells).toEqual(own.map((row, at) => row.slice(0, cells[at]?.length)));
    }
  });

  it("says which cells are not those of an expected workbook, and fails", async () => {
    const range = await run(file, "--expect", filled);
    expect(range.failed).toBe(true);
    expect(range.printed).toContain(`ReportRange!B20: 701 in ${filled}, nothing here\n`);
    const same = await run(filled, "--expect", filled);
    expect(same).toMatchObject({ failed: false });
    expect(same.printed).toContain("The cells are those of");
  });
});

it("fails a formula whose data portal nobody knows, and runs the others", async () => {
  const workbook = join(folder, "unknown.xlsx");
  const lookup = (code: string, cell: string) => `=ReportLookup("${code}",${cell})`;
  writeFileSync(workbook, excelFile({ T: [[lookup("No_Such", "A3"), lookup("DataApi_Lookup", "B3")]] }));
  const { failed, printed } = await run(workbook, "--pull", "--out", join(folder, "out.xlsx"));
  expect(failed).toBe(true);
  expect(printed).toMatch(
    /^T!A1 {2}ReportLookup {2}failed .*\n {4}There is no data portal No_Such\.\nT!B1 .* 1 row /,
  );
  expect(cellsOf(join(folder, "out.xlsx"), "T", "A3:B3")).toEqual([[null, 123456.78]]);
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
    const there = new Set(formulas.map(({ sheet, cell }) => sheet.formulaOf(cell)?.replaceAll("_xll.", "")));
    expect(shown.length).toBeGreaterThan(8);
    expect(shown.filter((formula) => !there.has(formula))).toEqual([]);
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
        sentText(example.sheets[0]?.value(row, column) ?? null),
      );
      return lines.has(code) ? [[code, { path, command, parameters, system }] as const] : [];
    });
    expect(new Map(listed)).toEqual(lines);
  });
});
