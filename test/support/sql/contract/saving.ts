import { describe, expect, it } from "vitest";
import type { Subject } from "./subject.ts";

/** The three ways in which a routine takes a saved table; a save counts as a whole or not at all. */
export function savesCountAsAWhole(subject: Subject): void {
  const { run, items } = subject;

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

    const many = Array.from({ length: 250 }, (_, at) => [`nut ${at}`, "1", ""]);

    it("of many rows answers each in its place", async () => {
      const result = await run("save_item", { save: sheet(many) });
      expect(result.errorMessage).toBe("");
      expect(result.tables[0]?.rows.map((row) => row.at(-1))).toEqual(
        many.map(([name]) => `Saved as ${name?.toUpperCase()}`),
      );
    });

    it("of many rows names the first that is refused, whatever is wrong behind it", async () => {
      const rows = many.map(([name, ...cells], at) => {
        if (at === 140) return [`seed ${at}`, "much", ""];
        return [at === 130 ? "forbidden" : `seed of ${name}`, ...cells];
      });
      const refused = await run("save_item", { save: sheet(rows) });
      expect(refused.errorMessage).toBe("Row 148 of the sheet: This name is not for sale.");
      const [, ...others] = rows.slice(130);
      const unfit = await run("save_item", { save: sheet([...rows.slice(0, 130), ...others]) });
      expect(unfit.errorMessage).toMatch(/^Row 157 of the sheet: .*number/);
      expect(await items()).not.toContainEqual(["seed of nut 0"]);
    });

    it("whose routine reports an error for any row saves nothing and names the row", async () => {
      const rows = ["quince", "bad", "medlar"].map((name) => [name]);
      const result = await run("save_and_report", {
        save: { columns: ["Name"], rows },
        outputs: ["Interject_ReturnError"],
      });
      expect(result.errorMessage).toBe("Row 19 of the sheet: The period is closed.");
      expect(result.tables).toEqual([]);
      expect(await items()).not.toContainEqual(["quince"]);
      expect(await items()).not.toContainEqual(["bad"]);
    });

    it.each(["save_item", "save_items"])(
      "whose columns mean the same is refused by name: %s",
      async (routine) => {
        const save = { columns: ["Name", "Amount", "name"], rows: [["grape", "1", "berry"]] };
        const result = await run(routine, { save });
        expect(result.errorMessage).toMatch(/two columns for the same value, "Name" and "name"/);
        expect(result.tables).toEqual([]);
        expect(await items()).not.toContainEqual(["berry"]);
      },
    );

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
      // Longer than `varchar`, which the Addin calls it, holds in SQL Server.
      const long = "x".repeat(8_000);
      const { tables } = await run("save_xml", { save: sheet([[long, "1", ""]]) });
      expect(tables[0]?.rows[0]?.[0]).toContain(long);
    });
  });

  it("a save whose XML the data portal does not send is an error, not a save of nothing", async () => {
    const save = { columns: ["Name"], rows: [["a"]] };
    const result = await run("save_xml", { save, parameters: { Interject_XMLDataToSave: "" } });
    expect(result.errorMessage).toMatch(/^Interject_XMLDataToSave: .*does not send it/);
    expect(result.tables).toEqual([]);
  });
}
