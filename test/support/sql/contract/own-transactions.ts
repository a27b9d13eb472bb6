import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { mary } from "../../data-function.ts";
import { command, type RunOptions, type Subject } from "./subject.ts";

/** The body of a procedure in each engine's language, for an item's name in `name`. */
interface Body {
  readonly postgres: string;
  readonly mysql: string;
  readonly sqlserver: string;
}

/** Saves an item whose sheet row is the user. */
const item = (suffix: string): Body => ({
  postgres: `insert into api.items values (current_setting('interject.user_id', true), name || '${suffix}', 1);`,
  mysql: `insert into items values (@interject_user_id, concat(name, '${suffix}'), 1, null);`,
  sqlserver: `insert into api.items (sheet_row, name, amount) values (cast(session_context(N'user_id') as nvarchar(20)), @name + N'${suffix}', 1);`,
});
const begin: Body = { postgres: "", mysql: "start transaction;", sqlserver: "begin tran t1;" };
const commit: Body = { postgres: "commit;", mysql: "commit;", sqlserver: "commit tran t1;" };
const rollback: Body = { postgres: "rollback;", mysql: "rollback;", sqlserver: "rollback tran t1;" };
const raise = (text: string): Body => ({
  postgres: `raise exception '${text}';`,
  mysql: `signal sqlstate '45000' set message_text = '${text}';`,
  sqlserver: `raiserror(N'${text}', 18, 1);`,
});
const answer: Body = {
  postgres: "",
  mysql: "select 18 as `Row`, 'Updated!' as `Status`;",
  sqlserver: "select 18 as [Row], N'Updated!' as [Status];",
};
const returnError: Body = {
  postgres: `"Interject_ReturnError" := 'The period is closed.';`,
  mysql: "set Interject_ReturnError = 'The period is closed.';",
  sqlserver: "set @Interject_ReturnError = N'The period is closed.';",
};
const wait: Body = {
  postgres: "perform pg_sleep(30);",
  mysql: "do sleep(30);",
  sqlserver: "waitfor delay '00:00:30';",
};

const routines: Readonly<Record<string, readonly Body[]>> = {
  own_parts: [begin, item(" 1"), commit, begin, item(" 2"), rollback, begin, item(" 3"), commit],
  own_notice: [begin, item(""), commit, answer, raise("UserNotice: It is late.")],
  own_error: [begin, item(""), commit, answer, raise("UserError: It is too late.")],
  own_return: [begin, item(""), commit, answer, returnError],
  own_open: [begin, item("")],
  own_slow: [begin, item(" 1"), commit, item(" 2"), wait],
  wrapped_notice: [item(""), answer, raise("UserNotice: It is late.")],
};

function definition(engine: keyof Body, path: string, bodies: readonly Body[]): string {
  const body = bodies.map((part) => part[engine]).join("\n");
  switch (engine) {
    case "postgres":
      return `create procedure ${path}(name text, "Interject_XMLDataToSave" text default null, inout "Interject_ReturnError" text default null)
        language plpgsql as $body$ begin ${body} end $body$`;
    case "mysql":
      return `create procedure ${path}(name varchar(200), Interject_XMLDataToSave longtext, inout Interject_ReturnError text)
        begin ${body} end`;
    case "sqlserver":
      return `create procedure ${path} @name nvarchar(200), @Interject_XMLDataToSave nvarchar(max) = null, @Interject_ReturnError nvarchar(2000) = null output as
        begin set nocount on; ${body} end`;
  }
}

/** Procedures that begin and end their transactions themselves, on a connection that leaves this to them. */
export function routinesOwnTheirTransactions(subject: Subject): void {
  const { named, run, items, nothingRuns } = subject;
  const left = { transaction: "routine", poolSize: 1 } as const;
  const save = { columns: ["Name"], rows: [["x"]] };
  /** Saves by a routine that takes the whole table. */
  const saving = (
    routine: string,
    name: string,
    { connection = left, ...options }: RunOptions = {},
    timeoutSeconds = 60,
  ) => {
    const command = { text: named(routine), timeoutSeconds };
    return run(routine, { save, parameters: { name }, command }, { connection, ...options });
  };
  const saved = async (name: string) => {
    const rows = (await items()).map(([item]) => String(item));
    return rows.filter((item) => item.startsWith(name));
  };

  beforeAll(async () => {
    const { engine, rows } = subject.server;
    for (const [name, bodies] of Object.entries(routines))
      await rows(definition(engine, named(name), bodies));
  });

  describe("a routine that owns its transaction", () => {
    it("is refused where the server's connections may be lent to others", async ({ skip }) => {
      if (subject.server.cannotEnd === null) skip("the connection is to the server itself");
      const { errorMessage } = await saving("own_parts", "lent");
      expect(errorMessage).toContain("The report failed on the server");
      expect(await saved("lent")).toEqual([]);
    });

    describe("on a connection of its own", () => {
      beforeEach(({ skip }) => {
        if (subject.server.cannotEnd !== null) skip("the server's connections may be lent to others");
      });

      it("decides which parts of its work count", async () => {
        expect((await saving("own_parts", "part")).errorMessage).toBe("");
        expect(await saved("part")).toEqual(["part 1", "part 3"]);
      });

      it("knows the user in each of its transactions, and the next caller is another", async () => {
        await saving("own_parts", "known");
        const ofUser = await subject.server.rows(
          `select name from ${named("items")} where sheet_row = 'user-1' and name like 'known%' order by name`,
        );
        expect(ofUser).toEqual([["known 1"], ["known 3"]]);
        const other = { ...mary, userId: null, clientId: "client-2" };
        const { tables } = await run("whoami", {}, { user: other, connection: { poolSize: 1 } });
        expect(tables[0]?.rows[0]?.slice(0, 2)).toEqual([null, "client-2"]);
        await saving("own_parts", "unknown", { user: other });
        const ofNobody = `select name from ${named("items")} where sheet_row is null and name like 'unknown%'`;
        expect(await subject.server.rows(ofNobody)).toHaveLength(2);
      });

      it.each([
        ["own_notice", "", "It is late."],
        ["own_error", "It is too late.", ""],
        ["own_return", "The period is closed.", ""],
      ])("has its own words told and its work kept: %s", async (routine, errorMessage, userMessage) => {
        const result = await saving(routine, routine);
        expect(result).toMatchObject({ errorMessage, userMessage });
        expect(await saved(routine)).toEqual([routine]);
      });

      it("and leaves it open has saved nothing, and is told so", async ({ skip }) => {
        if (subject.server.engine === "postgres") skip("a procedure of PostgreSQL leaves none open");
        const { errorMessage } = await saving("own_open", "opened");
        expect(errorMessage).toMatch(/undone\. Pull again to see what is saved\./);
        expect(await saved("opened")).toEqual([]);
      });

      it("is ended at its limit, and what it has committed stays", async () => {
        const result = await saving("own_slow", "slow", {}, 1);
        expect(result.errorMessage).toMatch(/longer than it may \(1 s\)\. .* may be saved: .*pull again/);
        await nothingRuns();
        const kept = subject.server.engine === "postgres" ? ["slow 1"] : ["slow 1", "slow 2"];
        expect(await saved("slow")).toEqual(kept);
      });

      it("is ended when its caller goes away", async () => {
        const controller = new AbortController();
        setTimeout(() => controller.abort(new Error("gone")), 300);
        // MariaDB ends a routine that KILL may not end at the command's own limit.
        await saving("own_slow", "gone", { signal: controller.signal }, 2);
        await nothingRuns();
        expect((await saving("own_parts", "back")).errorMessage).toBe("");
      });

      it("has tables and statements beside it, for which nothing is begun either", async () => {
        const options = { connections: [subject.connection({ ...left, allowText: true })] };
        const names = await subject.send(command(named("items_view"), { type: "TableDirect" }), options);
        expect(names.errorMessage).toBe("");
        const insert = `insert into ${named("items")} (name, amount) values ('stated', 1)`;
        expect((await subject.send(command(insert, { type: "Text" }), options)).errorMessage).toBe("");
        expect(await saved("stated")).toEqual(["stated"]);
      });

      it("counts whole or not at all where a save calls it for each row", async () => {
        const rows = [
          ["row 1", "1", ""],
          ["forbidden", "1", ""],
        ];
        const byRow = { save: { columns: ["Name", "Amount", "Due"], rows } };
        const { errorMessage } = await run("save_item", byRow, { connection: left });
        expect(errorMessage).toBe("Row 19 of the sheet: This name is not for sale.");
        expect(await saved("row 1")).toEqual([]);
      });
    });
  });

  describe("a notice that ends a request", () => {
    const connection = { transaction: "request" } as const;

    it("in a save whose work is undone says that nothing was saved, and calls no rows incomplete", async () => {
      const { errorMessage, userMessage } = await saving("wrapped_notice", "noticed", { connection });
      expect({ errorMessage, userMessage }).toEqual({
        errorMessage: "Nothing was saved. It is late.",
        userMessage: "",
      });
      expect(await saved("noticed")).toEqual([]);
    });

    it("in a save by row says so with the row", async () => {
      const byRow = { columns: ["words"], rows: [["UserNotice: It is late."]] };
      const { errorMessage } = await run("refuses", { save: byRow }, { connection });
      expect(errorMessage).toBe("Nothing was saved. Row 18 of the sheet: It is late.");
    });

    it("in a pull is the notice alone", async () => {
      const parameters = { words: "UserNotice: It is late." };
      const { errorMessage, userMessage } = await run("refuses", { parameters }, { connection });
      expect({ errorMessage, userMessage }).toEqual({ errorMessage: "", userMessage: "It is late." });
    });
  });
}
