import { describe, expect, it } from "vitest";
import { type Subject, texts } from "./subject.ts";

/** What an answer holds: values of every type, dates, any number of rows, cells of any length. */
export function valuesAreExact(subject: Subject): void {
  const { run } = subject;

  describe("a routine", () => {
    it("answers values of every type, none rounded", async () => {
      const { tables, errorMessage, text } = await run("values_of_every_type");
      expect(errorMessage).toBe("");
      const { Columns } = JSON.parse(JSON.parse(text).ReturnedDataList[0].Data);
      const columns = Columns.map(({ ColumnName, DataType }: Record<string, string>) => [
        ColumnName,
        DataType,
      ]);
      expect(columns).toEqual(subject.server.everyType.columns);
      expect(texts(tables[0]?.rows)).toEqual(subject.server.everyType.rows);
    });

    it("takes Excel's serial number for a date", async () => {
      const parameters = { a_text: "x", whole: "1", amount: "1", due: "46189", flag: "0" };
      expect((await run("echo", { parameters })).tables[0]?.rows[0]?.[3]).toBe("2026-06-16");
    });

    it("takes an empty value for none, save where it takes text", async () => {
      const parameters = { a_text: "", whole: "", amount: " ", due: "", flag: "" };
      expect((await run("echo", { parameters })).tables[0]?.rows).toEqual([["", null, null, null, null]]);
    });

    it("is given .NET's values in the place of empty ones where the connection says so", async () => {
      const parameters = { a_text: "", whole: "", amount: " ", due: "", flag: "" };
      const { tables } = await run("echo", { parameters }, { connection: { blanks: "dotnet" } });
      expect(texts(tables[0]?.rows)).toEqual([
        ["", "0", expect.stringMatching(/^0(\.0+)?$/), "1900-01-01", "False"],
      ]);
    });

    it("answers texts alone where the connection says so, each as its cell would be", async () => {
      const { tables, text } = await run(
        "values_of_every_type",
        {},
        { connection: { columnTypes: "string" } },
      );
      const { Columns } = JSON.parse(JSON.parse(text).ReturnedDataList[0].Data);
      expect(new Set(Columns.map(({ DataType }: Record<string, string>) => DataType))).toEqual(
        new Set(["String"]),
      );
      const kinds = new Set(tables[0]?.rows.flat().map((cell) => (cell === null ? "string" : typeof cell)));
      expect(kinds).toEqual(new Set(["string"]));
      expect(texts(tables[0]?.rows)).toEqual(subject.server.everyType.rows);
    });

    it("keeps the time of day of a moment", async () => {
      const { tables } = await run("moment", { parameters: { at: "46189.4612" } });
      expect(texts(tables[0]?.rows)).toEqual([["2026-06-16T11:04:07.68"]]);
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
  });
}
