import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import type { Parameter, Route } from "../../../../local/console/page/about.ts";
import { begin } from "../../../../local/console/page/ask.ts";
import { type Chosen, emptyForm, formulaOf } from "../../../../local/console/page/call.ts";
import { copiesOf } from "../../../../local/console/page/copies.ts";

const parameter: Parameter = {
  name: "CompanyName",
  kind: "text",
  expected: "a text",
  allowed: null,
  isOptional: true,
};
const route: Route = {
  method: "POST",
  path: "/reports/OpenInvoices",
  isPublic: false,
  demands: {},
  kind: "report",
  parameters: [parameter],
  save: null,
};

/** What is copied of a call, by its label. */
function copied(chosen: Chosen, values: Readonly<Record<string, string>>, rows: string[][] = []) {
  const form = { ...emptyForm(chosen), values };
  const question = { method: "POST", path: chosen.route.path, formula: formulaOf(chosen, form) } as const;
  const answer = begin(question, "token");
  answer.sheets = [{ columns: ["Company"], rows: rows.map((cells) => ({ cells, isChanged: false })) }];
  const copies = copiesOf(answer, chosen, form, "http://127.0.0.1:3000");
  return new Map(copies.map(({ label, text }) => [label, text]));
}

const report: Chosen = { route, parameters: [parameter], command: null };
const routine: Chosen = {
  route: { ...route, path: "/api/v1/sql", kind: "command", parameters: [] },
  parameters: [parameter],
  command: { connection: "Demo", text: "reports.customer_aging" },
};

describe("a call is copied", () => {
  it.skipIf(process.platform === "win32")("as curl, whose shell gets each word as it is", () => {
    const text = copied(report, { CompanyName: "L'Orient $HOME `x`" }).get("Copy as curl")?.() ?? "";
    const printed = execFileSync("sh", ["-c", `curl() { printf '%s\\n' "$@"; }\n${text}`], {
      encoding: "utf8",
    });
    expect(printed).toContain("http://127.0.0.1:3000/reports/OpenInvoices\n");
    expect(printed).toContain("Authorization: Bearer token\n");
    expect(printed).toContain('"InputValue":"L\'Orient $HOME `x`"');
  });

  it("as a test of the report", () => {
    const text = copied(report, { CompanyName: "Anchor" }, [["Anchor Bikes"]]).get("Copy as test")?.();
    expect(text).toContain('import { openInvoices } from "./open-invoices.ts";');
    expect(text).toContain('await pull(openInvoices, {"parameters":{"CompanyName":"Anchor"}})');
    expect(text).toContain('expect(tables[0]?.rows[0]).toEqual(["Anchor Bikes"]);');
  });

  it("not as a test where no report of the project answers", () => {
    expect([...copied(routine, {}).keys()]).toEqual(["Copy as curl", "Copy as portal set-up"]);
  });
});

describe("a form", () => {
  it("says which line it cannot read", () => {
    expect(() => formulaOf(report, { ...emptyForm(report), more: "Year: 2026" })).toThrow(
      "Write Name=value, not Year: 2026.",
    );
  });

  it("sends parameters, definitions and the command", () => {
    const form = {
      ...emptyForm(routine),
      more: "Year=2026\n",
      columns: "Company\n\nYear",
      rows: "ID=A, Kind=x",
    };
    expect(formulaOf(routine, form)).toEqual({
      parameters: { Year: "2026" },
      columns: ["Company", "Year"],
      rows: [{ ID: "A", Kind: "x" }],
      command: { text: "reports.customer_aging", type: "StoredProcedure", connection: "Demo" },
    });
  });
});
