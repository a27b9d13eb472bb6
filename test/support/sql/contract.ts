import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { passThroughReport } from "../../../lambdas/data/pass-through-report.ts";
import { report } from "../../../lambdas/data/report.ts";
import { closePools } from "../../../lambdas/data/sql/connection/pools.ts";
import type { ConnectionSettings } from "../../../lambdas/settings/connections.ts";
import type { Command, Formula } from "../../../local/addin/request.ts";
import type { AddinResult } from "../../../local/addin/response.ts";
import { mary } from "../data-function.ts";
import { type PullOptions, pull } from "../pull.ts";
import type { SqlServer } from "./server.ts";

/**
 * What every engine must do, on a real server, through requests as the Addin sends them.
 * @param canEnd whether connections can be ended from outside ({@link SqlServer.cannotEnd})
 */
export function engineContract(start: () => Promise<SqlServer>, { canEnd = true } = {}): void {
  let server: SqlServer;
  beforeAll(async () => {
    server = await start();
  }, 60_000);
  afterEach(() => closePools());
  afterAll(async () => {
    await closePools();
    await server?.close();
  });

  const connection = (more: Partial<ConnectionSettings> = {}): ConnectionSettings => ({
    name: "Sales",
    engine: server.engine,
    url: server.url,
    poolSize: 2,
    statementSeconds: 60,
    routines: [`${server.schema}.*`],
    tables: [`${server.schema}.items_view`],
    allowText: false,
    ...more,
  });
  const run = (
    routine: string,
    formula: Formula = {},
    options: PullOptions & { readonly connection?: Partial<ConnectionSettings> } = {},
  ): Promise<AddinResult> =>
    pull(
      passThroughReport,
      { ...formula, command: { text: `${server.schema}.${routine}`, ...formula.command } },
      { connections: [connection(options.connection)], ...options },
    );
  /** A command that was not ended would run for half a minute. */
  const nothingRuns = () =>
    vi.waitFor(async () => expect(await server.running()).toBe(0), { timeout: 5_000 });
  const output = ({ parameters }: AddinResult, name: string) =>
    parameters.find((parameter) => parameter.name === `@${name}`)?.outputValue;
  const command = (text: string, more: Partial<Command> = {}): Formula => ({ command: { text, ...more } });
  const table = () => `${server.schema}.items`;
  const items = () => server.rows(`select name from ${server.schema}.items order by name`);

  describe("a routine", () => {
    it("answers values of every type, none rounded", async () => {
      const { tables, errorMessage, text } = await run("values_of_every_type");
      expect(errorMessage).toBe("");
      const { Columns } = JSON.parse(JSON.parse(text).ReturnedDataList[0].Data);
      const columns = Columns.map(({ ColumnName, DataType }: Record<string, string>) => [
        ColumnName,
        DataType,
      ]);
      expect(columns).toEqual(server.everyType.columns);
      expect(texts(tables[0]?.rows)).toEqual(server.everyType.rows);
    });

    it("is given parameters by name, in any letter case, read as it declares them", async () => {
      const parameters = {
        A_TEXT: "x",
        Whole: " 12 ",
        amount: "1234567890.12",
        due: "6/16/2026",
        FLAG: "yes",
      };
      const { tables } = await run("echo", { parameters });
      expect(texts(tables[0]?.rows)).toEqual([["x", "12", "1234567890.12", "2026-06-16", "True"]]);
    });

    it("takes Excel's serial number for a date", async () => {
      const parameters = { a_text: "x", whole: "1", amount: "1", due: "46189", flag: "0" };
      expect((await run("echo", { parameters })).tables[0]?.rows[0]?.[3]).toBe("2026-06-16");
    });

    it("takes an empty value for none, save where it takes text", async () => {
      const parameters = { a_text: "", whole: "", amount: " ", due: "", flag: "" };
      expect((await run("echo", { parameters })).tables[0]?.rows).toEqual([["", null, null, null, null]]);
    });

    it("keeps the time of day of a moment", async () => {
      const { tables } = await run("moment", { parameters: { at: "46189.4612" } });
      expect(texts(tables[0]?.rows)).toEqual([["2026-06-16T11:04:07.68"]]);
    });

    it.each([
      ["whole", "many", "whole number"],
      ["whole", "2147483648", "whole number"],
      ["due", "2026-02-30", "date"],
      ["amount", "1,5,0", "number"],
      ["flag", "maybe", "true"],
    ])("with %s=%s is refused beside that parameter", async (name, value, words) => {
      const parameters = { a_text: "x", whole: "1", amount: "1", due: "", flag: "", [name]: value };
      const { errorMessage, parameters: answered, tables } = await run("echo", { parameters });
      expect(errorMessage).toContain(name);
      expect(answered.find((one) => one.name === `@${name}`)?.validationMessage).toContain(words);
      expect(tables).toEqual([]);
    });

    it("that lacks a parameter of the formula is an error that names it", async () => {
      const parameters = { a_text: "x", whole: "1", amount: "1", due: "", flag: "", Colour: "red" };
      const { errorMessage } = await run("echo", { parameters });
      expect(errorMessage).toMatch(/^Colour: .*echo has no parameter of this name/);
    });

    it("that needs a parameter which is not sent is an error that names it", async () => {
      const { errorMessage } = await run("doubled");
      expect(errorMessage).toMatch(/^amount: .*doubled needs it/);
    });

    it("answers several result sets, an empty one among them, as tables", async () => {
      const { tables } = await run("several_tables");
      expect(tables.map(({ name, columns, rows }) => [name, columns, texts(rows)])).toEqual([
        ["Table", ["one"], [["1"]]],
        ["Table2", ["two"], []],
        ["Table3", ["three", "three2"], [["3", "4"]]],
      ]);
    });

    it("answers output parameters", async () => {
      const result = await run("outputs", {
        parameters: { factor: "3", amount: "1.10" },
        outputs: ["total", "said"],
      });
      expect(result.errorMessage).toBe("");
      expect([Number(output(result, "amount")), Number(output(result, "total"))]).toEqual([2.1, 3.3]);
      expect(output(result, "said")).toBeNull();
    });

    it("answers its value as a table, and as RETURN_VALUE where the data portal lists it", async () => {
      const result = await run("doubled", { parameters: { amount: "0.1" }, outputs: ["RETURN_VALUE"] });
      expect(Number(result.tables[0]?.rows[0]?.[0])).toBe(0.2);
      expect(Number(output(result, "RETURN_VALUE"))).toBe(0.2);
    });

    it("sends any number of rows", async () => {
      const { tables } = await run("count_rows", { parameters: { number_of_rows: "12345" } });
      const rows = tables[0]?.rows ?? [];
      expect(rows).toHaveLength(12_345);
      expect(rows.at(-1)?.map(String)).toEqual(["12345", "row 12345", "3086.25"]);
      expect(new Set(rows.map(([id]) => id)).size).toBe(12_345);
    });

    it("sends cells larger than any buffer", async () => {
      const { tables } = await run("big_cell", { parameters: { size: "2000001" } });
      expect(tables[0]?.rows[0]?.[0]).toBe("é".repeat(2_000_001));
    });

    it("is found by its exact name, in quotation marks or not", async () => {
      const quoted = await pull(passThroughReport, command(`${server.schema}.[Mixed Case "quoted"]`), {
        connections: [connection()],
      });
      expect(quoted.errorMessage).toBe("");
      expect(texts(quoted.tables[0]?.rows)).toEqual([["42"]]);
      expect((await run("DOUBLED", { parameters: { amount: "1" } })).errorMessage).toBe("");
    });
  });

  describe("what may be called", () => {
    const hostile = [
      "echo; drop table items",
      "echo('x')",
      "echo --",
      "echo/**/",
      "echo\u0000",
      "(select 1)",
      "'echo'",
      "server.database.schema.echo",
      "..echo",
      "",
      "echo echo",
      '"echo" "x"',
      "[echo]]",
    ];
    it.each(hostile)("is a name: %j is none", async (text) => {
      const { errorMessage, tables } = await pull(passThroughReport, command(text), {
        connections: [connection()],
      });
      expect(errorMessage).toMatch(/Tell your administrator|Ask your administrator/);
      expect(tables).toEqual([]);
    });

    it("is on the connection's list, whatever the letter case", async () => {
      const listed = { connection: { routines: [`${server.schema}.DOUBLED`, `${server.schema}.who*`] } };
      expect((await run("doubled", { parameters: { amount: "1" } }, listed)).errorMessage).toBe("");
      expect((await run("whoami", {}, listed)).errorMessage).toBe("");
      expect((await run("hidden", {}, listed)).errorMessage).toContain("may call");
    });

    it("is nothing unless something is listed", async () => {
      const { errorMessage } = await run("whoami", {}, { connection: { routines: [] } });
      expect(errorMessage).toContain("no routine");
    });

    it("is said in the same words whether it is not there or not listed", async () => {
      const none = { connection: { routines: [] } };
      const [hidden, missing] = [await run("hidden", {}, none), await run("nothing", {}, none)];
      expect(hidden.errorMessage.replace("hidden", "X")).toBe(missing.errorMessage.replace("nothing", "X"));
    });

    it("is a table only where it is listed", async () => {
      const direct = (name: string) => command(`${server.schema}.${name}`, { type: "TableDirect" });
      const options = { connections: [connection()] };
      const open = await pull(passThroughReport, direct("items_view"), options);
      expect(open.errorMessage).toBe("");
      expect(open.tables[0]?.columns).toEqual(["name", "amount"]);
      expect((await pull(passThroughReport, direct("items"), options)).errorMessage).toContain(
        "does not open",
      );
    });

    it("is no statement unless the connection allows it, and its parameters are bound then", async () => {
      const statement: Formula = {
        parameters: { wanted: "x' or '1'='1" },
        ...command("select @wanted as wanted, '@wanted' as quoted -- @wanted", { type: "Text" }),
      };
      const refused = await pull(passThroughReport, statement, { connections: [connection()] });
      expect(refused.errorMessage).toContain("takes no statements");
      const allowed = await pull(passThroughReport, statement, {
        connections: [connection({ allowText: true })],
      });
      expect(allowed.errorMessage).toBe("");
      expect(allowed.tables[0]?.rows).toEqual([["x' or '1'='1", "@wanted"]]);
    });

    it.each(["'; drop table items; --", "\\", "$1", "?", "@a", "%s", "😀", "\ud800", "a\r\nb", "{{x}}"])(
      "takes any text as a value: %j",
      async (value) => {
        const parameters = { a_text: value, whole: "1", amount: "", due: "", flag: "" };
        const result = await run("echo", { parameters });
        expect(result.tables[0]?.rows[0]?.[0]).toBe(value.toWellFormed());
      },
    );

    it("refuses a text that the database cannot hold, and loses nothing else", async () => {
      const parameters = { a_text: "a\0b", whole: "1", amount: "", due: "", flag: "" };
      const { errorMessage, tables } = await run("echo", { parameters });
      if (errorMessage === "") expect(tables[0]?.rows[0]?.[0]).toBe("a\0b");
      else expect(errorMessage).toContain("does not accept this");
    });
  });

  describe("who the user is", () => {
    it("is what the token says, and the database knows it", async () => {
      const { tables } = await run("whoami", {}, { user: { ...mary, roles: ["Staff", "Admin"] } });
      expect(tables[0]?.rows).toEqual([["user-1", "client-1", "mary@example.com", "42", "Staff,Admin"]]);
    });

    it("decides which rows there are", async () => {
      const other = { ...mary, clientId: "client-2" };
      expect((await run("secrets_of_client")).tables[0]?.rows).toEqual([["of client 1"]]);
      expect((await run("secrets_of_client", {}, { user: other })).tables[0]?.rows).toEqual([
        ["of client 2"],
      ]);
      const nobody = await run("secrets_of_client", {}, { user: { ...mary, clientId: null } });
      expect(nobody.tables[0]?.rows).toEqual([]);
    });

    it("is given to system parameters in place of what the workbook says", async () => {
      const parameters = { Interject_LoginName: "boss@example.com" };
      const { tables } = await run("system_values", { parameters });
      expect(tables[0]?.rows).toEqual([["user-1", "mary@example.com", "16.0"]]);
    });

    it.each(["Interject_UserID", "Interject UserID", "@interject_userid", "[Interject_UserID]"])(
      "is not what a saved column %s says",
      async (column) => {
        const save = { columns: [column, "Interject_LoginName"], rows: [["boss", "boss@example.com"]] };
        const { tables, errorMessage } = await run("system_values", { save });
        expect(errorMessage).toBe("");
        expect(tables[0]?.rows).toEqual([["user-1", "mary@example.com", "16.0"]]);
      },
    );

    it("leaves no trace on the connection that the next request uses", async () => {
      const options = { connection: { poolSize: 1 } };
      await run("leave_traces", {}, options);
      const { tables } = await run("find_traces", {}, options);
      expect(tables[0]?.rows[0]?.map((cell) => cell || null).slice(0, 2)).toEqual([null, null]);
      expect(String(tables[0]?.rows[0]?.[2])).toBe("0");
      if (server.cannotEnd === null) expect(await server.connections()).toHaveLength(1);
    });
  });

  describe("a client's own database", () => {
    const perClient = () => {
      const { url, ...shared } = connection();
      return {
        ...shared,
        perClient: { "client-1": { url: server.url }, other: { url: "postgres://127.0.0.1:1/x" } },
      };
    };

    it("is reached by the client's users alone", async () => {
      const own = { connections: [perClient()] };
      const text = `${server.schema}.whoami`;
      expect((await pull(passThroughReport, command(text, { connection: "sales" }), own)).errorMessage).toBe(
        "",
      );
      for (const clientId of ["client-2", null, "__proto__", "constructor", "CLIENT-1", "client-1 "]) {
        const result = await pull(passThroughReport, command(text, { connection: "Sales" }), {
          ...own,
          user: { ...mary, clientId, clientNumber: null },
        });
        expect(result.errorMessage, String(clientId)).toMatch(/no connection Sales for you|another sign-in/);
      }
    });

    it.each([
      "Sales_client-1",
      "Sales_",
      "Sal",
      "Sales;Database=x",
      "postgres://127.0.0.1/x",
      "..",
      "[Sales]",
    ])("is not reached by the name %j", async (name) => {
      const result = await pull(passThroughReport, command(`${server.schema}.whoami`, { connection: name }), {
        connections: [perClient(), connection({ name: "Other" })],
      });
      expect(result.errorMessage).toContain("no connection");
    });
  });

  describe("what a routine says", () => {
    it.each([
      ["UserError: The period is closed.", "The period is closed.", ""],
      ["The period is closed.", "The period is closed.", ""],
      ["usernotice: Nothing is due.", "", "Nothing is due."],
    ])("%j", async (words, errorMessage, userMessage) => {
      expect(await run("refuses", { parameters: { words } })).toMatchObject({ errorMessage, userMessage });
    });

    it("by a fault of its own stays in the log", async () => {
      const { errorMessage } = await run("faulty");
      expect(errorMessage).toBe(
        "The report failed on the server. Tell your administrator this reference: test",
      );
    });

    it("half-way keeps the rows before it and says where they end", async () => {
      const { errorMessage, tables } = await run("fails_after", { parameters: { number_of_rows: "3000" } });
      expect(errorMessage).toMatch(/The answer is not complete: it ends after row [\d,]+ of Table\.$/);
      expect(tables[0]?.rows.length).toBeGreaterThan(0);
    });

    it("in Interject_ReturnError fails it, and what it did is undone", async () => {
      const result = await run("save_and_report", { parameters: { name: "bad one" } });
      expect(result.errorMessage).toBe("The period is closed.");
      expect(output(result, "Interject_ReturnError")).toBe("The period is closed.");
      expect(await items()).not.toContainEqual(["bad one"]);
      const good = await run("save_and_report", { parameters: { name: "good one" } });
      expect(good.errorMessage).toBe("");
      const noted = await run("save_and_report", { parameters: { name: "noted" } });
      expect(noted).toMatchObject({ errorMessage: "", userMessage: "It is late." });
      expect(await items()).toEqual(expect.arrayContaining([["good one"], ["noted"]]));
    });
  });

  describe("a save", () => {
    const sheet = (rows: string[][]) => ({ columns: ["Name", "Amount", "Due"], rows });

    it("calls a routine of one row for each, and answers each row's result", async () => {
      const save = sheet([
        ["apple", "1.50", "46189"],
        ["pear", "2", ""],
      ]);
      const result = await run("save_item", { save });
      expect(result.errorMessage).toBe("");
      expect(result.tables[0]?.columns).toEqual(["Row", "Name", "Amount", "Due", "Status"]);
      expect(result.tables[0]?.rows.map((row) => row.at(-1))).toEqual(["Saved as APPLE", "Saved as PEAR"]);
      expect(await items()).toEqual(expect.arrayContaining([["apple"], ["pear"]]));
    });

    it.each([
      ["a value that does not fit", ["plum", "much", ""], /^Row 19 of the sheet: .*number/],
      ["a constraint", ["plum", "-1", ""], /^Row 19 of the sheet: The database does not accept this: /],
      ["the routine", ["forbidden", "1", ""], /^Row 19 of the sheet: This name is not for sale\.$/],
      [
        "a name that is there",
        ["kiwi", "1", ""],
        /^Row 19 of the sheet: The database does not accept this: /,
      ],
    ])("that %s refuses saves nothing and names the row", async (_, bad, words) => {
      const result = await run("save_item", { save: sheet([["kiwi", "1", ""], bad, ["lime", "1", ""]]) });
      expect(result.errorMessage).toMatch(words);
      expect(result.tables).toEqual([]);
      expect(await items()).not.toContainEqual(["kiwi"]);
    });

    it("calls a routine once that has no parameter for any of its columns", async () => {
      const save = { columns: ["Colour"], rows: [["red"], ["blue"]] };
      const result = await run("doubled", { save, parameters: { amount: "2" } });
      expect(result.errorMessage).toBe("");
      expect(result.tables.map(({ rows }) => rows.length)).toEqual([1]);
    });

    it("gives the table at once to a routine that takes it as JSON", async () => {
      const result = await run("save_items", {
        save: sheet([
          ["fig", "1", ""],
          ["date", "2", ""],
        ]),
      });
      expect(result.errorMessage).toBe("");
      expect(result.tables[0]?.rows).toEqual([
        ["18", "Saved"],
        ["19", "Saved"],
      ]);
      expect(await items()).toEqual(expect.arrayContaining([["fig"], ["date"]]));
    });

    it("gives the table as the XML that was sent", async () => {
      const result = await run("save_xml", { save: sheet([["a&b", "1", ""]]) });
      expect(result.tables[0]?.rows[0]?.[0]).toMatch(/^<XMLDataToSave>.*a&amp;b.*<\/XMLDataToSave>$/s);
    });
  });

  it("a save whose XML the data portal does not send is an error, not a save of nothing", async () => {
    const save = { columns: ["Name"], rows: [["a"]] };
    const result = await run("save_xml", { save, parameters: { Interject_XMLDataToSave: "" } });
    expect(result.errorMessage).toMatch(/^Interject_XMLDataToSave: .*does not send it/);
    expect(result.tables).toEqual([]);
  });

  describe("a report of one's own", () => {
    it("saves all or nothing: a failure after a save undoes it", async () => {
      const failing = report({
        parameters: {},
        run: async ({ sql }) => {
          const database = sql("Sales");
          expect(await database.execute(`insert into ${table()} (name, amount) values ('undone', 1)`)).toBe(
            1,
          );
          expect(await database.rows(`select count(*) from ${table()} where name = 'undone'`)).toHaveLength(
            1,
          );
          throw new Error("after the save");
        },
      });
      expect((await pull(failing, {}, { connections: [connection()] })).errorMessage).toContain("reference");
      expect(await items()).not.toContainEqual(["undone"]);
    });

    it("calls and queries with values bound, in one transaction", async () => {
      const hostile = `x'); drop table ${table()}; --`;
      const placeholder = server.engine === "postgres" ? "$1" : "?";
      const saving = report({
        parameters: {},
        async *run({ sql }) {
          const database = sql();
          await database.execute(`insert into ${table()} (name, amount) values (${placeholder}, 5)`, [
            hostile,
          ]);
          yield* database.query(`select name, amount from ${table()} where name = ${placeholder}`, [hostile]);
          yield* database.call(`${server.schema}.doubled`, { amount: "2.5" });
        },
      });
      const { tables, errorMessage } = await pull(saving, {}, { connections: [connection()] });
      expect(errorMessage).toBe("");
      expect(tables.map(({ rows }) => rows[0]?.map(String))).toEqual([
        [hostile, "5.00"],
        [expect.stringMatching(/^5\.00?$/)],
      ]);
      expect(await items()).toContainEqual([hostile]);
    });

    it("may leave rows unread and go on", async () => {
      const leaving = report({
        parameters: {},
        async *run({ sql }) {
          for (let at = 0; at < 3; at++) {
            for await (const { rows } of sql().call(`${server.schema}.count_rows`, {
              number_of_rows: 50_000,
            }))
              for await (const _ of rows) break;
            for await (const { rows } of sql().query(`select name from ${table()}`))
              for await (const _ of rows) break;
          }
          yield* sql().call(`${server.schema}.doubled`, { amount: "4" });
        },
      });
      const { tables, errorMessage } = await pull(leaving, {}, { connections: [connection()] });
      expect(errorMessage).toBe("");
      expect(Number(tables[0]?.rows[0]?.[0])).toBe(8);
    });

    it("says so when it calls while the rows of the last call are not read", async () => {
      const overlapping = report({
        parameters: {},
        async *run({ sql }) {
          const database = sql();
          const parameters = { number_of_rows: 5000 };
          for await (const counted of database.call(`${server.schema}.count_rows`, parameters)) {
            yield { columns: ["x"], rows: await database.rows("select 1") };
            yield counted;
          }
        },
      });
      const { errorMessage } = await pull(overlapping, {}, { connections: [connection()] });
      expect(errorMessage).toContain("reference");
    });
  });

  describe("time and trouble", () => {
    it("ends a command at its limit, on the server too", async () => {
      const result = await run("slow", {
        parameters: { seconds: "30" },
        command: { text: `${server.schema}.slow`, timeoutSeconds: 1 },
      });
      expect(result.errorMessage).toContain("longer than it may (1 s)");
      await nothingRuns();
      expect((await run("whoami")).errorMessage).toBe("");
    });

    it("caps the limit that a data portal asks for", async () => {
      const result = await run(
        "slow",
        { parameters: { seconds: "30" }, command: { text: `${server.schema}.slow`, timeoutSeconds: 900 } },
        { connection: { statementSeconds: 1 } },
      );
      expect(result.errorMessage).toContain("longer than it may (1 s)");
    });

    it("ends a command when its caller goes away", async () => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(new Error("gone")), 300);
      const result = await run("slow", { parameters: { seconds: "30" } }, { signal: controller.signal });
      expect(result.errorMessage).not.toBe("");
      await nothingRuns();
      expect((await run("whoami")).errorMessage).toBe("");
    });

    it.runIf(canEnd)("replaces a connection that died while it was idle, unnoticed", async () => {
      await run("whoami");
      const [first = 0] = await server.connections();
      expect(first).not.toBe(0);
      await server.kill(first);
      expect((await run("whoami")).errorMessage).toBe("");
      expect(await server.connections()).not.toContain(first);
    });

    it.runIf(canEnd)("that breaks the connection half-way is said, and the next request works", async () => {
      const breaking = report({
        parameters: {},
        async *run({ sql }) {
          for await (const counted of sql().call(`${server.schema}.count_rows`, {
            number_of_rows: 100_000,
          })) {
            async function* rows() {
              let batches = 0;
              for await (const batch of counted.rows as AsyncIterable<readonly (readonly string[])[]>) {
                yield batch;
                if (++batches === 3) for (const one of await server.connections()) await server.kill(one);
              }
            }
            yield { columns: counted.columns, rows: rows() };
          }
        },
      });
      const result = await pull(breaking, {}, { connections: [connection()] });
      expect(result.errorMessage).toMatch(/^The connection to the database was lost.*it ends after row/s);
      expect(result.tables[0]?.rows.length).toBeLessThan(100_000);
      expect((await run("whoami")).errorMessage).toBe("");
    });

    it.runIf(canEnd)("that breaks the connection during a save saves nothing", async () => {
      const breaking = report({
        parameters: {},
        run: async ({ sql }) => {
          await sql().execute(`insert into ${table()} (name, amount) values ('half', 1)`);
          for (const one of await server.connections()) await server.kill(one);
          await sql().execute(`insert into ${table()} (name, amount) values ('other half', 1)`);
          return { columns: [], rows: [] };
        },
      });
      const result = await pull(breaking, {}, { connections: [connection()] });
      expect(result.errorMessage).toContain("The connection to the database was lost");
      expect(await items()).not.toContainEqual(["half"]);
      expect((await run("whoami")).errorMessage).toBe("");
    });

    it.runIf(canEnd)(
      "that breaks the connection before a save is confirmed is never taken for a success",
      async () => {
        const breaking = report({
          parameters: {},
          run: async ({ sql }) => {
            await sql().execute(`insert into ${table()} (name, amount) values ('unconfirmed', 1)`);
            for (const one of await server.connections()) await server.kill(one);
            return { columns: ["Status"], rows: [["Saved"]] };
          },
        });
        const result = await pull(breaking, {}, { connections: [connection()] });
        expect(result.errorMessage).toContain("may be saved or not");
        expect(await items()).not.toContainEqual(["unconfirmed"]);
      },
    );

    it("gives requests beyond the pool's size their turn", async () => {
      const results = await Promise.all(
        Array.from({ length: 8 }, () => run("slow", { parameters: { seconds: "0.1" } })),
      );
      expect(results.map(({ errorMessage }) => errorMessage)).toEqual(Array(8).fill(""));
      expect((await server.connections()).length).toBeLessThanOrEqual(2);
    });

    it("with the wrong password is said without it", async () => {
      const url = new URL(server.url);
      url.password = "wrong-password";
      if (server.engine === "postgres" && (await trusts(server))) return;
      const result = await run("whoami", {}, { connection: { url: url.href } });
      expect(result.errorMessage).toContain("does not let this API sign in");
      expect(result.text).not.toContain("wrong-password");
    });

    it("where nothing answers is said soon", async () => {
      const url = new URL(server.url);
      url.port = "1";
      const result = await run("whoami", {}, { connection: { url: url.href } });
      expect(result.errorMessage).toContain("cannot be made");
    });
  });
}

/** Cells as text: engines differ in whether a small number is sent as one, and a part of a second with zeros behind. */
function texts(rows: AddinResult["tables"][number]["rows"] = []) {
  return rows.map((row) =>
    row.map((cell) => {
      if (typeof cell === "number") return String(cell);
      return typeof cell === "string" && /T.*\.\d+$/.test(cell) ? cell.replace(/0+$/, "") : cell;
    }),
  );
}

/** Whether the server takes anyone without a password, as local ones often do. */
async function trusts(server: SqlServer): Promise<boolean> {
  const rules = await server.rows("select auth_method from pg_hba_file_rules where 'host' = type limit 1");
  return rules[0]?.[0] === "trust";
}
