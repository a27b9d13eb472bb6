import { describe, expect, it } from "vitest";
import { engines } from "../../../../lambdas/data/sql/engines/index.ts";
import { namedStatement } from "../../../../lambdas/data/sql/named-statement.ts";
import type { Arguments } from "../../../../lambdas/data/sql/routine/arguments.ts";
import { UserError } from "../../../../lambdas/interject/errors.ts";

const given: Arguments = new Map(
  ["a", "b"].map((name) => [name, { name, mustBeDeclared: true, read: () => `value of ${name}` }]),
);

describe("a statement with parameters", () => {
  it.each([
    ["postgres", "select @a, @B, @a", "select $1, $2, $3"],
    ["mysql", "select @a, @B, @a", "select ?, ?, ?"],
    ["sqlserver", "select @a, @B, @a", "select @p1, @p2, @p3"],
  ] as const)("is written in the words of %s", (engine, statement, text) => {
    expect(namedStatement(engines[engine].dialect, statement, given)).toEqual({
      text,
      values: ["value of a", "value of b", "value of a"],
    });
  });

  it.each([
    ["postgres", `select '@a', "@a", 'it''s @a', $$@a$$, $x$@a$x$ -- @a\n/* @a */`],
    ["mysql", "select '@a', \"@a\", `@a`, '\\'@a', @@version -- @a\n# @a\n/* @a */"],
    ["sqlserver", "select '@a', [@a], [x]]@a], \"@a\", @@rowcount -- @a\n/* @a */"],
  ] as const)("keeps what only looks like one in %s", (engine, statement) => {
    expect(namedStatement(engines[engine].dialect, statement, given)).toEqual({
      text: statement,
      values: [],
    });
  });

  it("is refused where the data portal does not send one, with what it sends", () => {
    const write = () => namedStatement(engines.postgres.dialect, "select @missing", given);
    expect(write).toThrow(UserError);
    expect(write).toThrow("needs missing, which it does not send. It sends a, b.");
  });

  it("finds them as people write them", () => {
    const name = "Customer ID";
    const one = new Map([["customer id", { name, mustBeDeclared: true, read: () => "7" }]]);
    expect(namedStatement(engines.postgres.dialect, "select @customer_id", one).values).toEqual(["7"]);
  });

  it("is refused where it is too long to read, and read soon where it is not", () => {
    expect(() => namedStatement(engines.postgres.dialect, "x".repeat(100_001), given)).toThrow(UserError);
    for (const piece of ["$a$", "'", '"', "/*", "--", "@", "[", "`", "\\"])
      for (const engine of ["postgres", "mysql", "sqlserver"] as const) {
        const statement = piece.repeat(Math.floor(100_000 / piece.length));
        expect(namedStatement(engines[engine].dialect, statement, given).values).toEqual([]);
      }
  });
});
