import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { passThroughReport } from "../../../../../../lambdas/data/pass-through-report.ts";
import { closePools } from "../../../../../../lambdas/data/sql/connection/pools.ts";
import type { Formula } from "../../../../../../local/addin/request.ts";
import { pull } from "../../../../../support/pull.ts";
import { parseConnections } from "../../../../../support/settings.ts";
import * as tokens from "../../../../../support/tds/tokens.ts";
import { nvarchar } from "../../../../../support/tds/types.ts";
import { startTdsServer } from "../../../../../support/tds-server.ts";
import {
  asksCatalogue,
  type Described,
  type DescribedParameter,
  describe as describeRoutine,
} from "./described.ts";

const file = join(import.meta.dirname, "../../../../../support/sql/documented/sqlserver.sql");
const text = readFileSync(file, "utf8");

/** Bytes of a type's values, as `sys.parameters.max_length` counts them, and the digits behind the point. */
function ofType(base: string, size: string): DescribedParameter["of"] {
  const [length = "", scale = "0"] = size.split(",");
  if (length === "max") return [base, -1, 0];
  if (base === "decimal") return [base, 5, Number(scale)];
  const bytes = { bit: 1, money: 8 }[base] ?? Number(length) * (base === "nvarchar" ? 2 : 1);
  return [base, bytes, 0];
}

/** What the server's catalogue says of a procedure, read from its declaration. */
function declared(name: string): Described {
  const [, list = ""] =
    new RegExp(`create procedure api\\.${name}\\s+([\\s\\S]*?)\\s+as\\s`).exec(text) ?? [];
  const parameter = /(@\w+) (\w+)(?:\(([^)]*)\))?(?: = (?:'[^']*'|\w+))?( output)?/g;
  const parameters = [...list.matchAll(parameter)].map(([, at = "", base = "", size = "", output]) => ({
    name: at,
    of: ofType(base, size),
    isOutput: output !== undefined,
  }));
  return { type: "P", schema: "api", name, parameters };
}

const columns = [
  { name: "Row", type: nvarchar(20) },
  { name: "MessageToUser", type: nvarchar(500) },
];
const rows = (...messages: string[]) => [
  tokens.colMetadata(columns),
  ...messages.map((message, at) => tokens.row(columns, [String(18 + at), message])),
  tokens.doneInProc({ count: messages.length }),
];
const own = Buffer.from([7, 0, 0, 0, 0, 0, 0, 0]);
const [begun, stored, undone] = [
  tokens.beginTransaction(own),
  tokens.commitTransaction(own),
  tokens.rollbackTransaction(own),
];
const succeeded = [tokens.returnStatus(0), tokens.doneProc()];
const notice = (words: string) => [tokens.error(50_000, `UserNotice:${words}`, 18), ...succeeded];

/** A data portal of the procedure, on a server that answers so. */
async function called(name: string, answer: Buffer[], formula: Formula) {
  await closePools();
  const server = await startTdsServer({
    answer: (request) => {
      if (asksCatalogue(request)) return describeRoutine(declared(name));
      return request.kind === "rpc" && request.procedure.includes(name) ? answer : null;
    },
  });
  onTestFinished(() => server.close());
  const url = `sqlserver://api:secret@127.0.0.1:${server.port}/finance`;
  const connections = parseConnections([{ name: "Sales", engine: "sqlserver", url, routines: ["api.*"] }]);
  const result = await pull(
    passThroughReport,
    { ...formula, command: { text: `api.${name}` } },
    { connections },
  );
  const call = server.requests.find(
    (request) => request.kind === "rpc" && request.procedure.includes(name) && !asksCatalogue(request),
  );
  const sent = new Map(
    call?.kind === "rpc" ? call.parameters.map((one) => [one.name, one] as const) : undefined,
  );
  return { ...result, sent, requests: server.requests };
}

describe("a documented procedure of SQL Server, on the wire", () => {
  afterAll(() => closePools());

  it.each([
    [
      "NorthwindEditingDataSaveSP",
      { save: { columns: ["CustomerID", "ContactName"], rows: [["BOTTM", "A"]] } },
    ],
    [
      "NorthwindInsertDeleteDataSaveSP",
      { save: { columns: ["CustomerID", "Delete"], rows: [["BOTTM", "yes"]] } },
    ],
    [
      "NorthwindChangelogDataSaveSP",
      { save: { columns: ["CustomerID", "ContactName"], rows: [["BOTTM", "A"]] } },
    ],
    ["Northwind_Credit_Save", { save: { columns: ["CustomerID", "CreditLimit"], rows: [["BOTTM", "1"]] } }],
    ["Northwind_Invoices_Pull", { parameters: { CompanyName: "market" } }],
    ["RequestContext_Parse", { outputs: ["TabName"] }],
  ])(
    "%s is called once, outside of a transaction, with the verified user's context",
    async (name, formula) => {
      const { errorMessage, sent, requests } = await called(name, [...rows(), ...succeeded], formula);
      expect(errorMessage).toBe("");
      expect(requests.some(({ kind }) => kind === "transaction")).toBe(false);
      const context = sent.get("@Interject_RequestContext");
      expect(context).toMatchObject({ isOutput: false });
      expect(context?.value).toContain("<LoginName>mary@example.com</LoginName>");
      if ("save" in formula)
        expect(context?.value).toMatch(/<XMLDataToSave>.*<CustomerID>BOTTM<.*<\/XMLDataToSave>/);
    },
  );

  it("CustomItems_Example is given its switch, and its answers are asked for", async () => {
    const outputs = ["Interject_CommandResult", "Interject_CommandDescription", "Interject_CommandStatus"];
    const { errorMessage, sent } = await called("CustomItems_Example", succeeded, {
      parameters: { YearMonthToUpdate: "2026-06", Interject_CommandExecute: "1" },
      outputs,
    });
    expect(errorMessage).toBe("");
    expect(sent.get("@YearMonthToUpdate")?.value).toBe("2026-06");
    expect(sent.get("@Interject_CommandExecute")?.value).toBe(true);
    expect(outputs.map((name) => sent.get(`@${name}`)?.isOutput)).toEqual([true, true, true]);
  });

  const save = {
    columns: ["CustomerID", "ContactName"],
    rows: [
      ["BOTTM", "A"],
      ["GREAL", "B"],
    ],
  };

  it("that has committed its transaction t1 has its messages in the sheet's rows", async () => {
    const answer = [begun, stored, ...rows("Updated!", ""), ...succeeded];
    const { errorMessage, userMessage, tables } = await called("NorthwindEditingDataSaveSP", answer, {
      save,
    });
    expect({ errorMessage, userMessage }).toEqual({ errorMessage: "", userMessage: "" });
    expect(tables[0]?.rows).toEqual([
      ["18", "Updated!"],
      ["19", ""],
    ]);
  });

  it("that rolls t1 back in its CATCH has its rows and its notice, and no words of ours", async () => {
    const answer = [begun, undone, ...rows("", ""), ...notice("The title is unknown.")];
    const { errorMessage, userMessage, tables } = await called("NorthwindEditingDataSaveSP", answer, {
      save,
    });
    expect({ errorMessage, userMessage }).toEqual({ errorMessage: "", userMessage: "The title is unknown." });
    expect(tables[0]?.rows).toHaveLength(2);
  });

  it("that returns Interject_ReturnError behind its rows is an error, and no row is called missing", async () => {
    const said = tokens.returnValue(
      0,
      { name: "@Interject_ReturnError", type: nvarchar(200) },
      "There are errors in your input.",
    );
    const { errorMessage, tables } = await called(
      "Northwind_Credit_Save",
      [...rows("", "Account Freeze must be Yes or blank"), said, ...succeeded],
      { save },
    );
    expect(errorMessage).toBe("There are errors in your input.");
    expect(tables[0]?.rows).toHaveLength(2);
  });
});
