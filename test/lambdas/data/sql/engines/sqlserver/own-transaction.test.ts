import { describe, expect, it, onTestFinished } from "vitest";
import { passThroughReport } from "../../../../../../lambdas/data/pass-through-report.ts";
import { closePools } from "../../../../../../lambdas/data/sql/connection/pools.ts";
import type { ConnectionSettings } from "../../../../../../lambdas/settings/connections.ts";
import type { Formula } from "../../../../../../local/addin/request.ts";
import { pull } from "../../../../../support/pull.ts";
import type { SentRequest } from "../../../../../support/tds/requests.ts";
import * as tokens from "../../../../../support/tds/tokens.ts";
import { nvarchar } from "../../../../../support/tds/types.ts";
import { cut, startTdsServer } from "../../../../../support/tds-server.ts";
import { asksCatalogue, describe as describeRoutine } from "./described.ts";

const own = Buffer.from([9, 0, 0, 0, 0, 0, 0, 0]);
const begun = tokens.beginTransaction(own);
const undone = tokens.rollbackTransaction(own);
const stored = tokens.commitTransaction(own);
const failed = tokens.doneProc({ error: true });
const status = [
  { name: "Row", type: nvarchar(20) },
  { name: "Status", type: nvarchar(50) },
];
/** A row of the answer, and the end of its result set. */
const updated = [tokens.colMetadata(status), tokens.row(status, ["18", "Updated!"])];
const answered = [...updated, tokens.doneInProc({ count: 1 })];
const succeeded = [tokens.returnStatus(0), tokens.doneProc()];
const raised = (text: string) => tokens.error(50_000, text, 18);
const said = (text: string) =>
  tokens.returnValue(0, { name: "@Interject_ReturnError", type: nvarchar(100) }, text);

/** What a request is, in a word. */
function word(request: SentRequest): string {
  if (request.kind === "transaction") return request.command;
  if (request.kind === "batch") return request.text.startsWith("SET XACT_ABORT") ? request.text : "settings";
  if (asksCatalogue(request)) return "catalogue";
  return String(request.parameters[0]?.value).includes("sp_set_session_context") ? "identity" : "call";
}

/** A save by a procedure that takes the whole table, and answers so. */
async function saved(answer: Buffer[], settings: Partial<ConnectionSettings> = {}, formula: Formula = {}) {
  await closePools();
  const server = await startTdsServer({
    answer: (request) => {
      if (asksCatalogue(request)) return describeRoutine({ type: "P", name: "Save", parameters });
      return word(request) === "call" ? answer : null;
    },
  });
  const parameters = formula.save?.columns.includes("Notes")
    ? [{ name: "@Notes", of: ["nvarchar", 200, 0] as const }]
    : [
        { name: "@Interject_XMLDataToSave", of: ["nvarchar", -1, 0] as const },
        { name: "@Interject_ReturnError", of: ["nvarchar", 200, 0] as const, isOutput: true },
      ];
  onTestFinished(async () => {
    await closePools();
    await server.close();
  });
  const connection: ConnectionSettings = {
    name: "Sales",
    engine: "sqlserver",
    url: `sqlserver://api:secret@127.0.0.1:${server.port}/finance`,
    poolSize: 1,
    statementSeconds: 30,
    routines: ["dbo.*"],
    tables: [],
    allowText: false,
    ...settings,
  };
  const result = await pull(
    passThroughReport,
    { save: { columns: ["Name"], rows: [["a"]] }, command: { text: "dbo.Save" }, ...formula },
    { connections: [connection] },
  );
  const { errorMessage, userMessage, tables } = result;
  const before = server.requests.findIndex(({ reset }) => reset);
  const words = server.requests.slice(0, before === -1 ? undefined : before).map(word);
  return { errorMessage, userMessage, rows: tables[0]?.rows, words };
}

describe("a procedure of SQL Server that owns its transaction", () => {
  it("runs in no other, with an error undoing what it itself decides", async () => {
    const { words, rows } = await saved([begun, ...answered, stored, ...succeeded]);
    expect(rows).toEqual([["18", "Updated!"]]);
    expect(words).toEqual(["settings", "identity", "SET XACT_ABORT OFF", "catalogue", "call"]);
  });

  it("runs in the request's where the connection says so", async () => {
    const { words } = await saved([...answered, ...succeeded], { transaction: "request" });
    expect(words).toEqual(["settings", "begin", "identity", "catalogue", "call", "commit"]);
  });

  it("runs in the request's where a save calls it for each row", async () => {
    const save = { columns: ["Notes"], rows: [["a"], ["b"]] };
    const { words } = await saved([...answered, ...succeeded], {}, { save });
    const before = ["settings", "identity", "SET XACT_ABORT OFF", "catalogue"];
    expect(words).toEqual([...before, "SET XACT_ABORT ON", "begin", "call", "call", "commit"]);
  });

  it("has its notice told as a notice where it committed before", async () => {
    const notice = raised("UserNotice: Two rows are late.");
    const result = await saved([begun, stored, ...answered, notice, failed]);
    expect(result).toMatchObject({ errorMessage: "", userMessage: "Two rows are late." });
    expect(result.rows).toEqual([["18", "Updated!"]]);
  });

  it.each([266, 3902, 3903, 3930, 3998, 6401])("has its own words told before error %i", async (number) => {
    const about = tokens.error(number, "In the server's words.");
    const raises = await saved([begun, undone, about, raised("The rate is missing."), about, failed]);
    expect(raises.errorMessage).toBe("The rate is missing.");
    const returns = await saved([begun, undone, about, said("The period is closed."), failed]);
    expect(returns.errorMessage).toBe("The period is closed.");
  });

  it.each([266, 3902, 3903, 3930, 3998, 6401])("is not said to be undone after error %i", async (number) => {
    const { errorMessage } = await saved([tokens.error(number, "In the server's words."), failed]);
    expect(errorMessage).toMatch(/^What the procedure has committed stays, and the rest is undone\./);
  });

  it("and leaves it open has failed, for its work is undone", async () => {
    const { errorMessage, words } = await saved([begun, ...answered, ...succeeded]);
    expect(errorMessage).toMatch(/^What the procedure has committed stays, and the rest is undone\. /);
    expect(errorMessage).not.toContain("not complete");
    expect(words.at(-1)).toBe("rollback");
  });

  it("may have saved something where the connection is lost", async () => {
    const { errorMessage } = await saved([begun, stored, cut]);
    expect(errorMessage).toBe(
      "The connection to the database was lost or cannot be made. Try again in a minute. What was done up to then may be saved: before you send it again, pull again to see.",
    );
  });
});

describe("a save of SQL Server in the request's transaction", () => {
  const request = { transaction: "request" } as const;

  it("that a notice ends says that nothing was saved, over whole rows", async () => {
    const notice = raised("UserNotice: Two rows are late.");
    const result = await saved([...answered, notice, failed], request);
    expect(result).toMatchObject({
      errorMessage: "Nothing was saved. Two rows are late.",
      userMessage: "",
      rows: [["18", "Updated!"]],
    });
  });

  it("that returns an error over whole rows calls none of them missing", async () => {
    const { errorMessage } = await saved([...answered, said("The period is closed."), ...succeeded], request);
    expect(errorMessage).toBe("The period is closed.");
  });

  it("that an error cuts off within a table says where it ends", async () => {
    const halfway = tokens.doneInProc({ count: 1, error: true });
    const { errorMessage } = await saved(
      [...updated, raised("The rate is missing."), halfway, failed],
      request,
    );
    expect(errorMessage).toBe(
      "The rate is missing.\nThe answer is not complete: it ends after row 1 of Table.",
    );
  });
});
