import { describe, expect, it } from "vitest";
import {
  cellName,
  mapReferences,
  parseReference,
  printReference,
  rangeOf,
} from "../../../../local/addin/sheet/reference.ts";
import { copiedFormula, shiftedFormula } from "../../../../local/addin/workbook/shift.ts";

describe("a reference", () => {
  it.each([
    "B2",
    "$B$2",
    "B$2:$C3",
    "18:19",
    "$2:$2",
    "B:B",
    "XFD1048576",
    "Tab!B2",
    "'My tab'!B2:C3",
    "'It''s'!A1",
    "'A1'!A1",
  ])("%s is printed as it was read", (text) => {
    const reference = parseReference(text);
    expect(reference === null ? null : printReference(reference)).toBe(text);
  });

  it.each(["", "Total", "B0", "A1:B", "SUM(A1)", "1", "A1 B2", "ABCD1"])("is not read in %j", (text) => {
    expect(parseReference(text)).toBeNull();
  });

  it("reaches over whole rows and columns, from either end", () => {
    const range = (text: string) => {
      const reference = parseReference(text);
      return reference === null ? null : rangeOf(reference);
    };
    expect(range("18:19")).toEqual({ top: 18, bottom: 19, left: 1, right: 16_384 });
    expect(range("C3:B2")).toEqual({ top: 2, bottom: 3, left: 2, right: 3 });
  });

  it("names columns as Excel does", () => {
    expect([1, 26, 27, 702, 703, 16_384].map((column) => cellName(1, column))).toEqual([
      "A1",
      "Z1",
      "AA1",
      "ZZ1",
      "AAA1",
      "XFD1",
    ]);
  });

  it("is found in a formula, and not in texts, names, functions and other workbooks", () => {
    const found: string[] = [];
    mapReferences(
      `IF(A1="B2",LOG10(C3)+'D 4'!D4,Q1_sales+[1]Tab!E5+'[b.xlsx]T'!F6+T1[G7]&H8)+Über!I9*1.5`,
      (reference) => {
        const text = printReference(reference);
        found.push(text);
        return text;
      },
    );
    expect(found).toEqual(["A1", "C3", "'D 4'!D4", "'[b.xlsx]T'!F6", "H8", "Über!I9"]);
  });
});

describe("a formula", () => {
  const inserted = { tab: "T", row: 5, count: 3, left: 1, right: 16_384 };

  it.each([
    ["A4+A5+$A$6", "A4+A8+$A$9"],
    ["SUM(A4:A5)", "SUM(A4:A8)"],
    ["SUM(5:5,B:B)", "SUM(8:8,B:B)"],
    ["T!A5+t!A5+U!A5", "T!A8+t!A8+U!A5"],
    ["a4+'U'!a5+a5", "a4+'U'!a5+A8"],
  ])("%s follows inserted rows", (before, after) => {
    expect(shiftedFormula(before, "T", inserted)).toBe(after);
  });

  it.each([
    ["A4+A5+A8", "A4+#REF!+A5"],
    ["SUM(A4:A6)", "SUM(A4:A4)"],
    ["SUM(A6:A9)", "SUM(A5:A6)"],
    ["SUM(A5:A7)", "SUM(#REF!)"],
  ])("%s follows deleted rows", (before, after) => {
    expect(shiftedFormula(before, "T", { ...inserted, count: -3 })).toBe(after);
  });

  it("moves its references when it is copied, but for those with a dollar sign", () => {
    expect(copiedFormula("A1+$A1+A$1+$A$1+T!B2", 2, 1)).toBe("B3+$A3+B$1+$A$1+T!C4");
    expect(copiedFormula("A1", -1, 0)).toBe("#REF!");
  });
});
