import { describe, expect, it } from "vitest";
import { report } from "../../../../lambdas/data/report.ts";
import { text } from "../../../../lambdas/interject/request/parameter.ts";
import type { Subject } from "./subject.ts";

/** What a report written in TypeScript may do with its connection: one transaction, one call at a time. */
export function reportsUseSql(subject: Subject): void {
  const { named, pullOwn, items } = subject;

  describe("a report of one's own", () => {
    it("saves all or nothing: a failure after a save undoes it", async () => {
      const seen: unknown[] = [];
      const failing = report({
        parameters: {},
        run: async ({ sql }) => {
          const database = sql("Sales");
          const insert = `insert into ${named("items")} (name, amount) values ('undone', 1)`;
          seen.push(await database.execute(insert));
          seen.push(await database.rows(`select name from ${named("items")} where name = 'undone'`));
          throw new Error("after the save");
        },
      });
      expect((await pullOwn(failing)).errorMessage).toContain("reference");
      expect(seen).toEqual([1, [["undone"]]]);
      expect(await items()).not.toContainEqual(["undone"]);
    });

    it("saves no row where it marks one as wrong, and marks it in the answer", async () => {
      const { placeholder } = subject.server;
      const saving = report({
        save: { Name: text() },
        run: async ({ save, sql }) => {
          const insert = `insert into ${named("items")} (name, amount) values (${placeholder}, 1)`;
          for (const { values, fail } of save) {
            if (values.Name.startsWith("bad")) fail(`${values.Name} is no item.`);
            else await sql().execute(insert, [values.Name]);
          }
        },
      });
      const rows = [["first marked"], ["bad one"], ["bad two"]];
      const { errorMessage, tables } = await pullOwn(saving, { save: { columns: ["Name"], rows } });
      expect(errorMessage).toContain("Nothing was saved: 2 of 3 rows are wrong.");
      expect(tables[0]?.rows).toEqual([
        ["18", "first marked", "Not saved, because other rows are wrong."],
        ["19", "bad one", "bad one is no item."],
        ["20", "bad two", "bad two is no item."],
      ]);
      expect(await items()).not.toContainEqual(["first marked"]);

      const good = { save: { columns: ["Name"], rows: [["first marked"]] } };
      expect(await pullOwn(saving, good)).toMatchObject({ errorMessage: "" });
      expect(await items()).toContainEqual(["first marked"]);
    });

    it("calls and queries with values bound, in one transaction", async () => {
      const hostile = `x'); drop table ${named("items")}; --`;
      const { placeholder } = subject.server;
      const saving = report({
        parameters: {},
        async *run({ sql }) {
          const database = sql();
          await database.execute(`insert into ${named("items")} (name, amount) values (${placeholder}, 5)`, [
            hostile,
          ]);
          yield* database.query(`select name, amount from ${named("items")} where name = ${placeholder}`, [
            hostile,
          ]);
          yield* database.call(named("doubled"), { amount: "2.5" });
        },
      });
      const { tables, errorMessage } = await pullOwn(saving);
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
            for await (const { rows } of sql().call(named("count_rows"), {
              number_of_rows: 50_000,
            }))
              for await (const _ of rows) break;
            for await (const { rows } of sql().query(`select name from ${named("items")}`))
              for await (const _ of rows) break;
          }
          yield* sql().call(named("doubled"), { amount: "4" });
        },
      });
      const { tables, errorMessage } = await pullOwn(leaving);
      expect(errorMessage).toBe("");
      expect(Number(tables[0]?.rows[0]?.[0])).toBe(8);
    });

    it("says so when it calls while the rows of the last call are not read", async () => {
      const overlapping = report({
        parameters: {},
        async *run({ sql }) {
          const database = sql();
          const parameters = { number_of_rows: 5000 };
          for await (const counted of database.call(named("count_rows"), parameters)) {
            yield { columns: ["x"], rows: await database.rows("select 1") };
            yield counted;
          }
        },
      });
      const { errorMessage } = await pullOwn(overlapping);
      expect(errorMessage).toContain("reference");
    });
  });
}
