import { describe, expect, it } from "vitest";
import type { ParameterType } from "../../../../../lambdas/data/sql/engines/engine.ts";
import { blankAsDotnet, readArgument } from "../../../../../lambdas/data/sql/routine/values.ts";
import { RequestInvalid } from "../../../../../lambdas/interject/errors.ts";
import type { DataType } from "../../../../../lambdas/interject/request/request.ts";

describe("what a data portal calls money", () => {
  it.each<[string, ParameterType, DataType, unknown]>([
    ["$1,234.50", "numeric", "money", "1234.5"],
    ["$1,234.50", "decimal", "smallmoney", "1234.5"],
    ["($1,234.50)", "double", "money", -1234.5],
    ["$1,234", "int", "money", 1234],
    ["$12", "bigint", "money", 12n],
    // A number that needs no sign taken off keeps its digits.
    ["1234.50", "numeric", "money", "1234.50"],
    ["$5", "nvarchar", "money", "5"],
  ])("%s is read where a routine declares %s", (text, declared, sent, value) => {
    expect(readArgument("a", text, declared, sent)).toBe(value);
  });

  it.each<[string, ParameterType, DataType]>([
    ["€5", "numeric", "money"],
    ["1.234,50 $", "numeric", "money"],
    ["$1,23", "numeric", "money"],
    ["$1.5", "int", "money"],
    ["$5", "date", "money"],
    // Whoever calls it another number means a number.
    ["$5", "numeric", "decimal"],
    ["$5", "numeric", "varchar"],
  ])("%s for %s, sent as %s, is refused", (text, declared, sent) => {
    expect(() => readArgument("a", text, declared, sent)).toThrow(RequestInvalid);
  });
});

describe("a blank value as .NET gives it", () => {
  it.each<[DataType, ParameterType, string]>([
    ["int", "int", "0"],
    ["decimal", "numeric", "0"],
    ["money", "money", "0"],
    ["int", "nvarchar", "0"],
    ["bit", "bit", "false"],
    ["boolean", "tinyint(1)", "false"],
    ["date", "date", "0001-01-01"],
    ["date", "moment", "0001-01-01"],
    ["datetime", "date", "1900-01-01"],
    ["smalldatetime", "zoned moment", "1900-01-01"],
    // A `datetime` has no year 1.
    ["date", "datetime", "1900-01-01"],
  ])("sent as %s for %s is %s", (sent, declared, value) => {
    for (const text of [null, "", "  "]) {
      expect(blankAsDotnet(text, declared, sent)).toBe(value);
      expect(() => readArgument("a", value, declared, sent)).not.toThrow();
    }
  });

  it.each<[ParameterType, string]>([
    ["int", "0"],
    ["numeric", "0"],
    ["bit", "false"],
    ["date", "1900-01-01"],
    ["datetime", "1900-01-01"],
  ])(
    "sent as an empty text for %s is %s, which SQL Server reads in it; a missing one is NULL",
    (declared, value) => {
      expect(blankAsDotnet("", declared, "varchar")).toBe(value);
      expect(blankAsDotnet(null, declared, "varchar")).toBeNull();
    },
  );

  it("stays what it is where the routine takes a text or bytes, and leaves every other value alone", () => {
    expect(blankAsDotnet("", "nvarchar", "varchar")).toBe("");
    expect(blankAsDotnet(null, "nvarchar", "none")).toBeNull();
    expect(blankAsDotnet("", "bytes", "varchar")).toBe("");
    expect(blankAsDotnet("5", "int", "int")).toBe("5");
  });
});
