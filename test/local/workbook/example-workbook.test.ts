import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readXlsx } from "hucre/xlsx";
import { describe, expect, it } from "vitest";
import { parseFormula } from "../../../local/addin/sheet/formula.ts";
import { exampleWorkbook } from "../../../local/workbook/example-workbook.ts";

const file = join(import.meta.dirname, "../../../docs/example-workbook.xlsx");

describe("docs/example-workbook.xlsx", () => {
  // Not by its bytes: another version of Node may compress the same parts into others.
  it("is what npm run workbook writes", async () => {
    const options = { readStyles: true };
    expect(await readXlsx(readFileSync(file), options)).toEqual(
      await readXlsx(await exampleWorkbook(), options),
    );
  });

  it("is small, and the same each time", async () => {
    const [one, other] = [await exampleWorkbook(), await exampleWorkbook()];
    expect(Buffer.compare(one, other)).toBe(0);
    expect(one.length).toBeLessThan(30_000);
  });

  it("has every formula that pulls or saves, as Excel stores it", async () => {
    const { sheets } = await readXlsx(readFileSync(file));
    const formulas = sheets.flatMap(({ cells }) =>
      [...(cells ?? [])].flatMap(([, { formula }]) => formula ?? []),
    );
    expect(formulas.filter((formula) => !formula.startsWith("_xll."))).toEqual([]);
    expect(new Set(formulas.map((formula) => parseFormula(formula).name))).toEqual(
      new Set(["ReportRange", "ReportFixed", "ReportVariable", "ReportLookup", "ReportSave", "jDropdown"]),
    );
  });
});

describe("the tests' reader of formulas", () => {
  it("reads blanks, ranges, nested calls and quotation marks", () => {
    const { name, args } = parseFormula(
      '_xll.ReportRange(_xll.jDataPortal("A ""B""",2),18:19,,,_xll.Param(D12,"x"),TRUE)',
    );
    expect(name).toBe("ReportRange");
    expect(args.map(({ kind }) => kind)).toEqual(["call", "reference", "blank", "blank", "call", "value"]);
    expect(args[0]).toMatchObject({ name: "jDataPortal", args: [{ value: 'A "B"' }, { value: "2" }] });
    expect(args[4]).toMatchObject({ name: "Param", args: [{ text: "D12" }, { value: "x" }] });
  });

  it.each(["SUM", "ReportRange(1", "ReportRange(1)+ReportRange(2)"])("refuses %s", (formula) => {
    expect(() => parseFormula(formula)).toThrow(formula);
  });
});
