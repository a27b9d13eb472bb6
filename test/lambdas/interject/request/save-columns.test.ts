import { describe, expect, expectTypeOf, it } from "vitest";
import { decimal, optional, text } from "../../../../lambdas/interject/request/parameter.ts";
import type { Decimal } from "../../../../lambdas/interject/request/parse-number.ts";
import { cellOf, savedRows } from "../../../../lambdas/interject/request/save-columns.ts";

const table = {
  columns: ["Row", "CustomerID", "Credit_x0020_Limit", "Notes"].map((name) => ({ name, origValue: name })),
  rows: [
    ["18", "GREAL", "12.50", null],
    ["19", null, "12,50", "x"],
  ],
};

describe("a saved row", () => {
  it("is read and typed as its columns are declared", () => {
    const [row] = savedRows(table, {
      customerid: text(),
      "Credit Limit": optional(decimal()),
      Notes: optional(text()),
    });
    expect(row).toEqual({
      cells: ["18", "GREAL", "12.50", null],
      values: { customerid: "GREAL", "Credit Limit": "12.5", Notes: null },
      problem: null,
    });
    if (row?.problem === null) {
      expectTypeOf(row.values["Credit Limit"]).toEqualTypeOf<Decimal | null>();
      expectTypeOf(row.values.customerid).toEqualTypeOf<string>();
    }
  });

  it("that does not fit says why, cell by cell, and keeps its cells", () => {
    expect(savedRows(table, { CustomerID: text(), "Credit Limit": optional(decimal()) })[1]).toEqual({
      cells: table.rows[1],
      values: null,
      problem:
        "CustomerID: This needs a value: a text.\n" +
        "Credit Limit: This must be a decimal number of at most 38 digits, but is a text of 5 characters.",
    });
  });

  it("cannot be read where a declared column is missing", () => {
    expect(() => savedRows(table, { Region: optional(text()) })).toThrow(
      expect.objectContaining({
        reason: "save",
        message: "The table to save has no column Region. It has Row, CustomerID, Credit Limit, Notes.",
      }),
    );
  });

  it("cannot be read where a declared column is there twice", () => {
    const twice = { ...table, columns: [...table.columns, { name: "credit limit", origValue: null }] };
    expect(() => savedRows(twice, { "Credit Limit": optional(text()) })).toThrow(
      'The sheet has two columns for the same value, "Credit Limit" and "credit limit". Rename or remove one of them.',
    );
  });
});

describe("a cell", () => {
  it.each(["Credit Limit", "credit limit", "CreditLimit", "credit_limit"])("is found by %s", (name) => {
    expect(table.rows.map(cellOf(table, name))).toEqual(["12.50", "12,50"]);
  });
});
