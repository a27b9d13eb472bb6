import { describe, expect, it } from "vitest";
import { columnNames, takeName } from "../../../../lambdas/interject/response/unique-name.ts";

describe("names of columns, as .NET's DataAdapter.Fill gives them", () => {
  it.each([
    [
      ["ID", "Name"],
      ["ID", "Name"],
    ],
    [
      ["ID", "ID", "ID"],
      ["ID", "ID1", "ID2"],
    ],
    [
      ["ID", "id"],
      ["ID", "id1"],
    ],
    // A name that the table has itself stays.
    [
      ["ID", "ID", "ID1"],
      ["ID", "ID2", "ID1"],
    ],
    [
      ["", "Total", ""],
      ["Column1", "Total", "Column2"],
    ],
    [
      ["", "Column1", "column1"],
      ["Column2", "Column1", "column11"],
    ],
  ])("%j are %j", (names, expected) => {
    expect(columnNames(names)).toEqual(expected);
  });
});

it("names of tables are numbered from 1, in any letter case", () => {
  const taken = new Map<string, number>();
  const names = ["Table", "Table", "Table", "Orders", "ORDERS"].map((name) => takeName(name, taken));
  expect(names).toEqual(["Table", "Table1", "Table2", "Orders", "ORDERS1"]);
});

it("names of one spelling are made unique in a few steps each, however many there are", () => {
  let steps = 0;
  class CountedNames extends Map<string, number> {
    override has(name: string): boolean {
      steps++;
      return super.has(name);
    }
  }
  const taken = new CountedNames();
  // Numbers that others have already are passed over, each once.
  for (let at = 1; at <= 5_000; at++) takeName(`A${at * 2}`, taken);
  const names = Array.from({ length: 10_000 }, () => takeName("A", taken));
  expect(new Set(names).size).toBe(10_000);
  expect(names.slice(0, 3)).toEqual(["A", "A1", "A3"]);
  expect(steps).toBeLessThan(3 * 15_000);
});
