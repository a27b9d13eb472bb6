import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { routeTable } from "../../../lambdas/data/routes.ts";
import { describeRoutes } from "../../../lib/describe-routes.ts";
import type { Catalogue } from "../../../local/portals/portals-command.ts";
import { portalsCommand } from "../../../local/portals/portals-command.ts";

const totals = 'IN period date, OUT total numeric, INOUT "Interject_ReturnError" text';
const routines = [
  { connection: "Sales", name: "reports.Period_Totals", signature: totals },
  { connection: "Sales", name: "reports.shared", signature: "a integer" },
  { connection: "Other", name: "reports.shared", signature: "a integer" },
  { connection: "Sales", name: "reports.twice", signature: "a integer" },
  { connection: "Sales", name: "reports.twice", signature: "a text" },
  // A connection with a database for each client.
  { connection: "Clients", name: "reports.same", signature: "a text" },
  { connection: "Clients", name: "reports.same", signature: "a text" },
];

function project() {
  const directory = mkdtempSync(join(tmpdir(), "portals-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  mkdirSync(join(directory, "reports"));
  const endpoints = describeRoutes(routeTable({ examples: true, own: [] }));
  const catalogue = async (): Promise<Catalogue> => ({ routines, errors: ["Old: It is off."] });
  return {
    run: (...words: string[]) => portalsCommand(words, { directory, endpoints, catalogue }),
    written: () => readFileSync(join(directory, "reports/portals.json"), "utf8"),
  };
}

it("adds a routine with the parameters of the catalogue, and shows it field by field", async () => {
  const { run, written } = project();
  expect(await run("add", "Acme_Totals", "--routine", "[reports].[period_totals]")).toContain("Added to");
  expect(written()).toBe(`{
  "Acme_Totals": {
    "path": "/api/v1/sql",
    "connection": "Sales",
    "command": "reports.Period_Totals",
    "parameters": [
      { "name": "period", "type": "date" },
      { "name": "total", "type": "decimal", "direction": "output" }
    ],
    "system": ["Interject_RequestContext", "Interject_ReturnError"]
  }
}
`);
  expect(await run("show", "acme_totals")).toBe(`Data Portal Code    Acme_Totals
Connection          The data connection to this API whose Api Connection String Name is Sales
Command Type        Stored Procedure Name
Command Text        reports.Period_Totals
Api Relative Url    /api/v1/sql
Timeout             (blank)
Data Portal Status  Enabled
Is Custom Command   No
Formula Parameters  period, date, input
                    total, decimal, output
System Parameters   Interject_RequestContext
                    Interject_ReturnError

Formula             =ReportRange("Acme_Totals",20:21,2:2,,Param(D15,D16))
Formula of a save   =ReportSave("Acme_Totals",B20:B23,4:4,6:6,Param(D15,D16))
Cell D15            period
Cell D16            total
`);
});

it("keeps what is there when it adds a report, and lists all of them", async () => {
  const { run, written } = project();
  await run("add", "Acme_Same", "--routine", "reports.same");
  const shown = await run("add", "Acme_Aging", "--path", "/api/v1/example/CustomerAging");
  expect(shown).toContain("Formula Parameters  CompanyName, nvarchar, input");
  expect(Object.keys(JSON.parse(written()))).toEqual(["Acme_Same", "Acme_Aging"]);
  expect(await run()).toBe(
    "Acme_Same   /api/v1/sql reports.same (a)\nAcme_Aging  /api/v1/example/CustomerAging (CompanyName)\n",
  );
});

it("shows the formula of a save and its columns for a report that declares them", async () => {
  const { run } = project();
  const shown = await run("add", "Acme_Limits", "--path", "/api/v1/example/SaveCreditLimits");
  expect(shown).not.toContain("ReportRange");
  expect(shown).toMatch(/^Formula of a save {3}=ReportSave\("Acme_Limits",B20:B23,4:4,6:6\)$/m);
  expect(shown).toMatch(/^Row 4 of the sheet {2}CustomerID, /m);
});

it.each([
  [["add", "A"], "Say --path PATH for a report, or --routine NAME for a routine of a database."],
  [["add", "A", "--path", "/none"], "which no report has"],
  [["add", "A", "--routine", "reports.shared"], "say --connection Sales or Other"],
  [["add", "A", "--routine", "reports.twice"], "has reports.twice in 2 forms"],
  [["add", "A", "--routine", "reports.none"], /has a routine reports.none .*\nOld: It is off\./],
  [["add", "A", "--routine", "reports.shared", "--connection", "Third"], "No connection Third has a routine"],
  [["show", "A"], "There is no data portal A. npm run portals lists them."],
  [["shows"], "Say show CODE, add CODE, or nothing for a list."],
])("refuses %j with a sentence", async (words, sentence) => {
  await expect(project().run(...words)).rejects.toThrow(sentence);
});

it("does not replace a data portal, whatever the letter case of its code", async () => {
  const { run } = project();
  await run("add", "Acme", "--path", "/api/v1/example/jDropdown");
  await expect(run("add", "ACME", "--path", "/api/v1/example/jDropdown")).rejects.toThrow(
    "reports/portals.json has a data portal Acme already.",
  );
});
