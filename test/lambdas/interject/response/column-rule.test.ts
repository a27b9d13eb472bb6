import { describe, expect, it } from "vitest";
import { columnRules } from "../../../../lambdas/interject/response/column-rule.ts";
import { encodeResponse } from "../../../../lambdas/interject/response/response.ts";
import type { Cell, Table } from "../../../../lambdas/interject/response/table.ts";

/** The rows that were written for a table of a report without types, and what was said of the others. */
async function written(table: unknown): Promise<{ readonly rows: unknown; readonly error: string }> {
  const document = encodeResponse({
    tables: [table as Table],
    closing: () => ({ UserMessage: "", ErrorMessage: "", RequestParameterList: [], SupplementalData: {} }),
    failure: (error) => ({ UserMessage: "", ErrorMessage: error instanceof Error ? error.message : "?" }),
  });
  const { ReturnedDataList, ErrorMessage } = JSON.parse(
    await new Response(ReadableStream.from(document)).text(),
  );
  const data = ReturnedDataList[0]?.Data;
  return { rows: data === undefined ? undefined : JSON.parse(data).Rows, error: ErrorMessage.split("\n")[0] };
}

const columns = ["Company", { name: "Year", type: "Int32" }];

describe("a row of a report", () => {
  it.each<[string, unknown, string]>([
    ["an object", { Company: "A", Year: 2026 }, "it must be a list of cells, in the order of the columns"],
    ["a text", "ab", "it must be a list of cells, in the order of the columns"],
    ["nothing", undefined, "it must be a list of cells, in the order of the columns"],
    ["a cell too few", ["A"], "it has 1 cells for 2 columns"],
    ["a cell too many", ["A", 2026, "B"], "it has 3 cells for 2 columns"],
    [
      "a text in a column of numbers",
      ["A", "last year"],
      "in column 2 (Year), a cell must be a whole number from -2147483648 to 2147483647",
    ],
    [
      "undefined for a cell",
      [undefined, 2026],
      "in column 1 (Company), a cell must be text, a number, a boolean, a Date, bytes or null, not undefined",
    ],
    [
      "an object for a cell",
      [{ name: "A" }, 2026],
      "in column 1 (Company), a cell must be text, a number, a boolean, a Date, bytes or null, not object",
    ],
  ])("that is or has %s fails with a sentence, and writes no blank cell", async (_, row, sentence) => {
    const table = { columns, rows: [["Good", 2025], row] };
    expect(await written(table)).toEqual({
      rows: [["Good", 2025]],
      error: `Row 2 of Table cannot be written: ${sentence}.`,
    });
  });

  it("is told from a batch also where a report yields objects", async () => {
    const table = {
      columns,
      rows: (async function* () {
        yield { Company: "A", Year: 2026 };
      })(),
    };
    expect((await written(table)).error).toMatch(/^Row 1 of Table cannot be written: it must be a list/);
  });

  it("quotes no value", async () => {
    expect((await written({ columns, rows: [["A", "hunter2"]] })).error).not.toContain("hunter2");
  });
});

describe("a table of a report", () => {
  it.each<[string, unknown, string]>([
    ["no rows", { columns }, "its rows must be a list, a generator or an async generator"],
    [
      "a text for its rows",
      { columns, rows: "ab" },
      "its rows must be a list, a generator or an async generator",
    ],
    ["one text for its columns", { columns: "ab", rows: [] }, "its columns must be a list"],
    [
      "a column without a name",
      { columns: [{ type: "Int32" }], rows: [] },
      "its column 1 must be a name, or a name and a type",
    ],
    [
      "a type that the Addin does not know",
      { columns: [{ name: "Year", type: "Integer" }], rows: [] },
      "its column Year must have one of the types String, DateTime",
    ],
  ])("that has %s fails with a sentence", async (_, table, sentence) => {
    const { rows, error } = await written(table);
    expect(rows).toBeUndefined();
    expect(error).toContain(`Table cannot be written: ${sentence}`);
  });
});

describe("a column's type", () => {
  it.each<[string, readonly Cell[], readonly Cell[]]>([
    ["String", ["a", 1, true, new Date(0), 1n], []],
    [
      "Int32",
      [1, -2147483648, 2147483647n, "12", "-2147483648"],
      [1.5, 2147483648, "2147483648", "1.0", "", true],
    ],
    ["Int16", [32767, "-32768"], [32768, "32768", "-32769"]],
    ["Byte", [0, 255, "7"], [256, -1, "-1", "256"]],
    ["Int64", [9223372036854775807n, "9223372036854775807"], ["9223372036854775808", "x"]],
    ["Decimal", [1.5, "1.50", "-0.1", ".5", 7n, "1E-7"], ["1,5", "$1", "", true, "twelve"]],
    ["Double", [Number.NaN, "NaN", "-Infinity", "1e300"], ["x", new Date(0)]],
    ["Boolean", [true, "True", "false", 2], ["yes", new Date(0)]],
    [
      "DateTime",
      [new Date(0), "2026-06-16", "2026-06-16T11:04:08.25", "infinity", "0044-03-15 BC"],
      ["16.6.2026", 46189, "soon"],
    ],
    ["Guid", ["0f8fad5b-d9cb-469f-a165-70867728950e"], ["0f8fad5b", 1]],
  ])("%s takes what is of its kind, and nothing else", (type, good, bad) => {
    const [rule] = columnRules([{ name: "A", type: type as "String" }]);
    expect(good.filter((cell) => !rule?.takes(cell))).toEqual([]);
    expect(bad.filter((cell) => rule?.takes(cell))).toEqual([]);
  });
});
