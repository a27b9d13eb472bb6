import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Formula } from "../../../../local/addin/request.ts";
import type { AddinResult } from "../../../../local/addin/response.ts";
import { output } from "../contract/subject.ts";
import type { SqlServer } from "../server.ts";

/** What parts the statements of an engine's file; PostgreSQL takes all of them at once. */
const separators: Readonly<Record<SqlServer["engine"], RegExp | null>> = {
  postgres: null,
  mysql: /^\/\/$/m,
  sqlserver: /^go$/m,
};

/** Adds the procedures and their tables to a server of the contract. */
export async function addProcedures({ engine, rows }: SqlServer): Promise<void> {
  const text = readFileSync(join(import.meta.dirname, `${engine}.sql`), "utf8");
  const separator = separators[engine];
  for (const statement of separator === null ? [text] : text.split(separator)) await rows(statement);
}

/** A server with the documented procedures, and an API before it. */
export interface DocumentedSubject {
  readonly server: SqlServer;
  /** Calls a procedure as a data portal of `mary@example.com`, whose client is `client-1`. */
  readonly run: (routine: string, formula: Formula) => Promise<AddinResult>;
}

/** The procedures of Interject's documentation, in the server's language, as the Addin pulls and saves. */
export function documentedProceduresWork(subject: DocumentedSubject): void {
  const { run } = subject;
  const cells = async (columns: string, table: string, more: string) => {
    const { engine, rows } = subject.server;
    const names = engine === "postgres" ? columns.replaceAll(/\w+/g, '"$&"') : columns;
    const condition = engine === "postgres" ? more.replaceAll(/\b[A-Z]\w*ID\b/g, '"$&"') : more;
    return rows(`select ${names} from ${subject.server.schema}.${table} where ${condition}`);
  };
  const contactOf = async (id: string) => {
    const [row] = await cells("ContactName", "northwind_customers", `CustomerID = '${id}'`);
    return row?.[0];
  };
  /** A save's messages, by the sheet's row: rows begin at 18. */
  const messages = ({ tables }: AddinResult) =>
    tables[0]?.rows.map(([row, message]) => [String(row), message]);

  describe("RequestContext_Parse", () => {
    it("reads what the Addin sends of the sheet, and the verified user", async () => {
      const wanted = {
        TabName: "Report",
        UtcOffset: -7,
        ColDefItemsDelimited: "Current,30Days",
        RowDefItemsDelimited: "BOTTM|10,GREAL|11",
        Interject_LoginName: "mary@example.com",
        Interject_ClientID: "client-1",
      };
      const result = await run("RequestContext_Parse", {
        columns: ["Current", "30Days"],
        rows: [{ CustomerID: "BOTTM" }, { CustomerID: "GREAL" }],
        // A function of PostgreSQL has them as columns.
        outputs: subject.server.engine === "postgres" ? [] : Object.keys(wanted),
      });
      expect(result.errorMessage).toBe("");
      const [table] = result.tables;
      const read = (name: string) =>
        table === undefined ? output(result, name) : table.rows[0]?.[table.columns.indexOf(name)];
      const found = Object.keys(wanted).map((name) => [
        name,
        name === "UtcOffset" ? Number(read(name)) : read(name),
      ]);
      expect(Object.fromEntries(found)).toEqual(wanted);
    });
  });

  describe("the save of edited data", () => {
    const save = (...rows: [id: string, contact: string, title: string][]) =>
      run("NorthwindEditingDataSaveSP", {
        save: { columns: ["CustomerID", "ContactName", "ContactTitle"], rows },
      });

    it("updates what has changed, and says so in its rows", async () => {
      const result = await save(["BOTTM", "Ann & <Bob>", "Manager"], ["WHITC", "Karl Jablonski", "Owner"]);
      expect(result).toMatchObject({ errorMessage: "", userMessage: "" });
      expect(messages(result)).toEqual([
        ["18", "Updated!"],
        ["19", ""],
      ]);
      expect(await contactOf("BOTTM")).toBe("Ann & <Bob>");
    });

    it("of the same key twice updates nothing, marks the rows and says so in a message box", async () => {
      const result = await save(["GREAL", "Someone", "Manager"], ["GREAL", "Another", "Manager"]);
      expect(result.userMessage).toBe("There are errors in your input. Each row says which.");
      expect(result.errorMessage).toBe("");
      expect(messages(result)).toEqual([
        ["18", "Duplicate key"],
        ["19", "Duplicate key"],
      ]);
      expect(await contactOf("GREAL")).toBe("Howard Snyder");
    });

    it("that the database refuses undoes all of it, and says why in a message box", async () => {
      const result = await save(["WHITC", "Someone", "Owner"], ["GREAL", "Another", "Nobody"]);
      expect(result.userMessage).toContain("known_title");
      expect(result.errorMessage).toBe("");
      expect(messages(result)).toEqual([
        ["18", ""],
        ["19", ""],
      ]);
      expect(await contactOf("WHITC")).toBe("Karl Jablonski");
      expect(await contactOf("GREAL")).toBe("Howard Snyder");
    });
  });

  it("the save that inserts and deletes marks a customer as deleted, and takes them back", async () => {
    const save = (...rows: [id: string, name: string, city: string, deleted: string][]) =>
      run("NorthwindInsertDeleteDataSaveSP", {
        save: { columns: ["CustomerID", "CompanyName", "City", "Delete"], rows },
      });
    const first = await save(
      ["NEWCO", "New Company", "Bern", ""],
      ["WHITC", "White Clover Markets", "Seattle", "yes"],
    );
    expect(first).toMatchObject({ errorMessage: "", userMessage: "" });
    expect(messages(first)).toEqual([
      ["18", "Inserted!"],
      ["19", "Deleted!"],
    ]);
    const second = await save(
      ["NEWCO", "New Company", "Basel", ""],
      ["WHITC", "White Clover Markets", "Seattle", ""],
    );
    expect(messages(second)).toEqual([
      ["18", "Updated!"],
      ["19", "Added!"],
    ]);
    expect(await cells("City", "northwind_customers", "CustomerID = 'NEWCO'")).toEqual([["Basel"]]);
  });

  it("the save with a change log keeps what was there before, and who changed it", async () => {
    const save = { columns: ["CustomerID", "ContactName"], rows: [["GREAL", "Howard S."]] };
    const result = await run("NorthwindChangelogDataSaveSP", { save });
    expect(result).toMatchObject({ errorMessage: "", userMessage: "" });
    expect(messages(result)).toEqual([["18", "Updated!"]]);
    const columns = "ContactName, ContactNameOld, EditedBy, ActionType";
    const history = await cells(columns, "northwind_customers_history", "CustomerID = 'GREAL'");
    expect(history).toEqual([["Howard S.", "Howard Snyder", "mary@example.com", "UPDATE"]]);
  });

  describe("the save of credits", () => {
    const save = (rows: string[][], parameters: Record<string, string> = { TestMode: "0" }) =>
      run("Northwind_Credit_Save", {
        parameters,
        save: { columns: ["CustomerID", "CreditLimit", "AccountFreeze", "AccountNotes"], rows },
      });
    const limitOf = async (id: string) => {
      const [row] = await cells("CreditLimit", "northwind_account_credits", `CustomerID = '${id}'`);
      return Number(row?.[0]);
    };

    it("saves all rows, and in test mode none", async () => {
      const tested = await save([["BOTTM", "111", "", ""]], { TestMode: "1" });
      expect(tested.errorMessage).toBe("");
      expect(await limitOf("BOTTM")).toBe(100);
      const rows = [
        ["BOTTM", "222.50", "Yes", "late"],
        ["GREAL", "333", "", ""],
      ];
      expect((await save(rows)).errorMessage).toBe("");
      expect([await limitOf("BOTTM"), await limitOf("GREAL")]).toEqual([222.5, 333]);
    });

    it("says in Interject_ReturnError why nothing is saved, over whole rows", async () => {
      const before = await limitOf("GREAL");
      const wrong = await save([
        ["GREAL", "1", "", ""],
        ["BOTTM", "1", "maybe", ""],
      ]);
      expect(wrong.errorMessage).toBe("There are errors in your input. Each row says which.");
      const refused = await save([
        ["GREAL", "1", "", ""],
        ["BOTTM", "-1", "", ""],
      ]);
      expect(refused.errorMessage).toContain("limit_not_below_0");
      expect(refused.errorMessage).not.toContain("not complete");
      expect(await limitOf("GREAL")).toBe(before);
    });
  });

  describe("the aging of invoices", () => {
    const pull = (CompanyName: string, IncludePaid = "") =>
      run("Northwind_Invoices_Pull", { parameters: { CompanyName, CustomerID: "", IncludePaid } });

    it("puts each invoice into the column of its age, for the verified user", async () => {
      const { tables, errorMessage } = await pull("Bottom");
      expect(errorMessage).toBe("");
      const rows = tables[0]?.rows.map((row) => [row[2], ...row.slice(5, 9)].map(Number));
      expect(rows).toEqual([
        [2, 0, 20, 0, 0],
        [1, 10.5, 0, 0, 0],
      ]);
      expect(tables[0]?.rows[0]?.[9]).toBe("mary@example.com");
      expect((await pull("Great")).tables[0]?.rows).toHaveLength(1);
      expect((await pull("Great", "Yes")).tables[0]?.rows).toHaveLength(2);
    });

    it("refuses a long search with a message box and no error", async () => {
      const { userMessage, errorMessage } = await pull("x".repeat(41));
      expect(userMessage).toBe("The company search text must not be more than 40 characters.");
      expect(errorMessage).toBe("");
    });
  });

  describe("a custom item", () => {
    const outputs = ["Interject_CommandDescription", "Interject_CommandStatus", "Interject_CommandResult"];
    const item = (YearMonthToUpdate: string, Interject_CommandExecute: string) =>
      run("CustomItems_Example", { parameters: { YearMonthToUpdate, Interject_CommandExecute }, outputs });

    it("says what it is and when it last ran", async () => {
      const result = await item("", "0");
      expect(result.errorMessage).toBe("");
      expect(output(result, "Interject_CommandDescription")).toBe("Update Reporting Database");
      expect(output(result, "Interject_CommandStatus")).toMatch(/^Month '\d{4}-\d\d' was updated$/);
      expect(output(result, "Interject_CommandResult")).toBeFalsy();
    });

    it("is executed, or says why not", async () => {
      const done = await item("2026-06", "1");
      expect(output(done, "Interject_CommandResult")).toBe("Updated month '2026-06' successfully");
      const wrong = await item("2026-13", "1");
      expect(wrong.errorMessage).toBe("The value entered '2026-13' does not represent a valid date");
    });
  });
}
