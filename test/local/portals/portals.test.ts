import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { report } from "../../../lambdas/data/report.ts";
import { routeTable } from "../../../lambdas/data/routes.ts";
import { date, integer, optional, text } from "../../../lambdas/interject/request/parameter.ts";
import { describeRoutes } from "../../../lib/describe-routes.ts";
import { parsePortalFile, systemParameters } from "../../../local/portals/portal-file.ts";
import { dataPortals } from "../../../local/portals/portals.ts";
import { readPortals } from "../../../local/portals/read-portals.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const rows = { columns: [], rows: [] };
const endpoints = describeRoutes(
  routeTable({
    examples: true,
    own: [
      {
        method: "POST",
        path: "/reports/OpenInvoices",
        report: report({ parameters: { Year: integer(), Due: optional(date()) }, run: () => rows }),
      },
      {
        method: "POST",
        path: "/reports/SaveRates",
        report: report({ save: { CustomerID: text(), Rate: text() }, run: () => {} }),
      },
    ],
  }),
);
const portals = (entries: object) =>
  dataPortals(parsePortalFile(JSON.stringify(entries), "portals.json"), endpoints, "portals.json");

it("takes a report's parameters, in their order and with types, from its declaration", () => {
  expect(portals({ Acme_Open: { path: "/REPORTS/openinvoices" } })).toEqual([
    {
      code: "Acme_Open",
      path: "/reports/OpenInvoices",
      command: null,
      timeoutSeconds: null,
      parameters: [
        { name: "Year", type: "bigint", isOutput: false },
        { name: "Due", type: "date", isOutput: false },
      ],
      system: ["Interject_RequestContext"],
      saveColumns: null,
      example: {},
    },
  ]);
});

it("keeps another choice and order of a report's parameters, and an output that it sets", () => {
  const parameters = [{ name: "due" }, { name: "Total", direction: "output" }];
  const [portal] = portals({ Acme_Open: { path: "/reports/OpenInvoices", parameters } });
  expect(portal?.parameters).toEqual([
    { name: "due", type: "date", isOutput: false },
    { name: "Total", type: "nvarchar", isOutput: true },
  ]);
});

it("knows the columns that a report saves", () => {
  expect(portals({ Acme_Save: { path: "/reports/SaveRates" } })[0]?.saveColumns).toEqual([
    "CustomerID",
    "Rate",
  ]);
});

it("keeps the example of a command", () => {
  const example = { parameters: { customer: "ANC489" }, save: [{ CustomerID: "ANC489" }] };
  const entry = { path: "/api/v1/sql", command: "a.b", parameters: [{ name: "customer" }], example };
  expect(portals({ Acme_Card: entry })[0]?.example).toEqual(example);
});

it("has the command of a portal on /api/v1/sql", () => {
  const entry = { path: "/api/v1/sql", connection: "Sales", command: "interject.customer_aging" };
  expect(portals({ Acme_Aging: entry })[0]?.command).toEqual({
    type: "StoredProcedure",
    text: "interject.customer_aging",
    connection: "Sales",
  });
});

const open = { path: "/reports/OpenInvoices" };
it.each([
  [[], "portals.json is wrong: it must be an object with a data portal under each code."],
  [{ A: 1 }, "portals.json: the data portal A is wrong: it must be an object with a path."],
  [{ A: {} }, "portals.json: path of the data portal A is wrong: it is missing."],
  [
    { A: { ...open, paths: 1 } },
    "portals.json: paths of the data portal A is wrong: it means nothing there.",
  ],
  [
    { A: { ...open, timeoutSeconds: 0 } },
    "portals.json: timeoutSeconds of the data portal A is wrong: it must be at least 1 second.",
  ],
  [
    { A: { path: "/api/v1/sql", command: "a.b", parameters: [{ name: "x", type: "string" }] } },
    "portals.json: parameters[0].type of the data portal A is wrong: it must be one of none, varchar,",
  ],
  [
    { A: { ...open, system: ["RequestContext"] } },
    "system[0] of the data portal A is wrong: it must be one of",
  ],
  [
    { A: { path: "/reports/OpenInvoice" } },
    "portals.json: the data portal A has the path /reports/OpenInvoice, which no report has: did you mean /reports/OpenInvoices.",
  ],
  [{ A: { path: "/api/v1/status" } }, "which no report has"],
  [
    { A: { path: "/api/v1/sql" } },
    "portals.json: the data portal A needs a command, because /api/v1/sql runs",
  ],
  [
    { A: { ...open, command: "a.b" } },
    "has a command, which the report at /reports/OpenInvoices does not read",
  ],
  [
    { A: { ...open, example: {} } },
    "has an example: leave it out, the report at /reports/OpenInvoices has it",
  ],
  [
    { A: { path: "/api/v1/sql", command: "a.b", example: { parameters: { x: "1" } } } },
    "has an example for x, which it does not list",
  ],
  [
    { A: { path: "/api/v1/sql", command: "a.b", example: { save: [{ x: 1 }] } } },
    "example.save[0].x of the data portal A is wrong: it must be a text",
  ],
  [
    { A: { path: "/api/v1/sql", command: "a.b", example: { rows: [] } } },
    "example.rows of the data portal A is wrong: it means nothing there",
  ],
  [{ A: { ...open, parameters: [{ name: "Month" }] } }, "has the parameter Month, which the report at"],
  [{ A: { ...open, parameters: [{ name: "Year", type: "int" }] } }, "gives Year a type: leave it out"],
  [
    { A: { ...open, parameters: [{ name: "Year" }, { name: "@year" }] } },
    "has the parameters Year, @year, which mean the same",
  ],
  [{ A: open, a: open }, "the data portal a is there already, as A: letter case makes no other code"],
])("refuses %j with a sentence", (entries, sentence) => {
  expect(() => portals(entries)).toThrow(sentence);
});

it("says every mistake at once", () => {
  expect(() => portals({ A: { path: "/x" }, B: { path: "/y" } })).toThrow(/portal A .*\n.*portal B /);
});

it("refuses a text that is no JSON", () => {
  expect(() => parsePortalFile("{", "portals.json")).toThrow(/^portals.json is not JSON: /);
});

it("reads the project's own data portals and those of the examples", () => {
  const { examples } = readPortals(root, describeRoutes(routeTable({ examples: true })));
  expect(examples.map(({ code }) => code)).toContain("DataApi_CreditSave");
});

it("knows the system parameters that docs/portal.md describes", () => {
  const page = readFileSync(join(root, "docs/portal.md"), "utf8");
  const [, section = ""] = page.split("### System parameters");
  const [table = ""] = section.split("\n## ");
  const named = [...table.matchAll(/`(Interject_\w+)`(?=[^|]*\|[^|]*\|$)/gm)].map(([, name]) => name);
  expect(named.toSorted()).toEqual([...systemParameters].toSorted());
});
