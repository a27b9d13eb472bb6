import { describe, expect, it } from "vitest";
import { skipReason } from "../../../../support/databases.ts";
import { output } from "../../../../support/sql/contract/subject.ts";
import { engineContract } from "../../../../support/sql/contract.ts";
import { serverUrl } from "../../../../support/sql/server.ts";
import { sqlserverServer } from "../../../../support/sql/sqlserver.ts";

const url = serverUrl("TEST_SQLSERVER_URL");

describe.skipIf(url === undefined)(`on SQL Server${skipReason("TEST_SQLSERVER_URL")}`, () => {
  const { run, items } = engineContract(() => sqlserverServer(url ?? ""));
  const sheet = (rows: string[][]) => ({ columns: ["Name", "Amount", "Due"], rows });

  describe("a save", () => {
    it("gives the rows to a routine that takes them as a table type, and merges them", async () => {
      const first = await run("save_sent_items", {
        save: sheet([
          ["cherry", "1.50", "46189"],
          ["grape", "", ""],
        ]),
      });
      expect(first.errorMessage).toBe("");
      expect(first.tables[0]?.rows).toEqual([
        ["18", "INSERT"],
        ["19", "INSERT"],
      ]);
      const second = await run("save_sent_items", { save: sheet([["cherry", "2", ""]]) });
      expect(second.tables[0]?.rows).toEqual([["18", "UPDATE"]]);
    });

    it("that a table type's column refuses names the row and the column, and saves nothing", async () => {
      const save = sheet([
        ["before", "1", ""],
        ["wrong", "much", ""],
      ]);
      const { errorMessage } = await run("save_sent_items", { save });
      expect(errorMessage).toMatch(/Row 19 of the sheet: Amount/);
      expect(await items()).not.toContainEqual(["before"]);
    });

    it("is read from the nodes of the XML that was sent", async () => {
      const save = sheet([
        ["a&b <c>", "1.25", ""],
        ["😀", "2", ""],
      ]);
      const { errorMessage, tables } = await run("save_nodes", { save });
      expect(errorMessage).toBe("");
      expect(tables[0]?.rows).toEqual([
        ["18", "INSERT"],
        ["19", "INSERT"],
      ]);
      expect(await items()).toEqual(expect.arrayContaining([["a&b <c>"], ["😀"]]));
    });

    it("from XML is undone where the routine reports an error after it", async () => {
      const { errorMessage } = await run("save_nodes", { save: sheet([["dear", "1000.01", ""]]) });
      expect(errorMessage).toBe("An amount is above 1,000.");
      expect(await items()).not.toContainEqual(["dear"]);
    });
  });

  describe("a routine with a transaction of its own", () => {
    const lines = (...rows: [name: string, amount: string][]) => ({
      save: { columns: ["Name", "Amount"], rows },
    });

    it("saves every row, or, where one fails, none and says why", async () => {
      const saved = await run("save_in_t1", lines(["t1 a", "1"], ["t1 b", "2"]));
      expect(saved.errorMessage).toBe("");
      expect(await items()).toEqual(expect.arrayContaining([["t1 a"], ["t1 b"]]));
      const raised = await run("save_in_t1", lines(["t1 c", "1"], ["t1 d", "1001"]));
      expect(raised.errorMessage).toBe("Row 19 of the sheet: An amount is above 1,000.");
      const refused = await run("save_in_t1", lines(["t1 c", "1"], ["t1 d", "-1"]));
      expect(refused.errorMessage).toMatch(
        /^Row 19 of the sheet: The database does not accept this: .*positive/,
      );
      const returned = await run("save_and_return_in_t1", lines(["t1 c", "1"]));
      expect(returned.errorMessage).toBe("Row 18 of the sheet: The period is closed.");
      expect(await items()).not.toContainEqual(["t1 c"]);
    });

    it.each(["save_and_commit", "save_and_commit_twice"])(
      "that commits the request's (%s) is stopped at its row, with the word that something is stored",
      async (routine) => {
        const { errorMessage } = await run(routine, lines([`${routine} a`, "1"], [`${routine} b`, "2"]));
        expect(errorMessage).toMatch(/^Row 18 of the sheet: .* is stored\./);
        const names = (await items()).map(([name]) => name);
        expect(names).toContain(`${routine} a`);
        expect(names).not.toContain(`${routine} b`);
      },
    );

    it.each(["save_and_roll_back", "save_and_stay_open"])(
      "that rolls the request's back or leaves one open (%s) has saved nothing, and is not told as a success",
      async (routine) => {
        const { errorMessage } = await run(routine, lines([`${routine} a`, "1"], [`${routine} b`, "2"]));
        expect(errorMessage).toMatch(/Nothing was changed/);
        expect((await items()).map(([name]) => name)).not.toContain(`${routine} a`);
      },
    );
  });

  describe("a function", () => {
    it("that returns a table answers its rows, with its defaults where nothing is sent", async () => {
      const short = await run("numbers_between", { parameters: { first: "2" } });
      expect(short.tables[0]?.rows.map(([n]) => String(n))).toEqual(["2", "3"]);
      const long = await run("numbers_between", { parameters: { first: "2", last: "5" } });
      expect(long.tables[0]?.rows).toHaveLength(4);
    });

    it("that fills a table answers its rows", async () => {
      const { columns, rows } = (await run("squares", { parameters: { count: "4" } })).tables[0] ?? {};
      expect(columns).toEqual(["n", "square"]);
      expect(rows?.map((row) => row.map(String)).at(-1)).toEqual(["4", "16"]);
    });
  });

  it("answers output parameters of every kind exactly, and what the procedure returns", async () => {
    const names = ["exact", "large", "money", "moment", "day", "flag", "id", "text"];
    const result = await run("outputs_of_types", { outputs: [...names, "RETURN_VALUE"] });
    expect(result.errorMessage).toBe("");
    expect(names.map((name) => output(result, name))).toEqual([
      "12345678901234567890.123456789012345678",
      "9223372036854775807",
      "-922337203685477.5808",
      "2026-06-16T11:04:08.2500001",
      "9999-12-31",
      "True",
      "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
      "é".repeat(10_000),
    ]);
    expect(output(result, "RETURN_VALUE")).toBe("7");
  });

  describe("what a routine says", () => {
    it.each([
      ["PRINT", "says", {}],
      ["RAISERROR of severity 10", "raises", { severity: "10" }],
    ])("with %s is a notice beside the result where it says so", async (_, routine, more) => {
      const notice = await run(routine, { parameters: { words: "UserNotice: 100% is late.", ...more } });
      expect(notice).toMatchObject({ errorMessage: "", userMessage: "100% is late." });
      expect(notice.tables[0]?.rows).toHaveLength(1);
      const plain = await run(routine, { parameters: { words: "step 1", ...more } });
      expect(plain).toMatchObject({ errorMessage: "", userMessage: "" });
    });

    it("with RAISERROR of severity 16 is an error for the person", async () => {
      const parameters = { words: "UserError: 100% is too much.", severity: "16" };
      expect((await run("raises", { parameters })).errorMessage).toBe("100% is too much.");
    });
  });

  it("does not let a routine take another client's place", async () => {
    const { errorMessage, tables } = await run("becomes", { parameters: { client_id: "client-2" } });
    expect(errorMessage).not.toBe("");
    expect(tables).toEqual([]);
  });
});
