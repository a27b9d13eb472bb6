import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { quoted } from "../../../../../lambdas/data/sql/engines/dialect.ts";
import { engines } from "../../../../../lambdas/data/sql/engines/index.ts";
import { isListed, parseName } from "../../../../../lambdas/data/sql/routine/routine-name.ts";
import { UserError } from "../../../../../lambdas/interject/errors.ts";

describe("a name in a command text", () => {
  it.each([
    ["GetOrders", null, "GetOrders"],
    ["  dbo . GetOrders ", "dbo", "GetOrders"],
    ["[dbo].[Get Orders]", "dbo", "Get Orders"],
    ["[a]]b].[c]", "a]b", "c"],
    ['"Sales"."Get ""x"""', "Sales", 'Get "x"'],
    ["`sales`.`a``b`", "sales", "a`b"],
    ["[a.b]", null, "a.b"],
    ["größe.naïve_ß1", "größe", "naïve_ß1"],
    ["sp_get$#@", null, "sp_get$#@"],
  ])("%s", (text, schema, name) => {
    expect(parseName(text)).toEqual({ schema, name });
  });

  it.each([
    "",
    " ",
    ".",
    "a.",
    ".a",
    "a.b.c",
    "[server].[db].[dbo].[p]",
    "a b",
    "a;",
    "a;drop",
    "a()",
    "a--",
    "a/*",
    "1a",
    "@a",
    "'a'",
    '"a',
    "[a",
    "[]",
    '""',
    "a\0",
    "[a\0]",
    "a\nb",
    "exec a",
    "a.b;c.d",
    "x".repeat(129),
    `${"x".repeat(129)}.a`,
  ])("%j is none", (text) => {
    expect(() => parseName(text)).toThrow(UserError);
  });

  it("in quotation marks stands for itself, whatever is in it", () => {
    const part = fc
      .string({ minLength: 1, maxLength: 30, unit: "grapheme" })
      .filter((text) => !text.includes("\0"));
    fc.assert(
      fc.property(part, part, fc.constantFrom(...Object.values(engines)), (schema, name, { dialect }) => {
        expect(parseName(quoted(dialect, schema, name))).toEqual({ schema, name });
      }),
    );
  });

  it("is read soon, however long the text", () => {
    for (const text of [
      "[".repeat(50_000),
      '"'.repeat(50_000),
      " ".repeat(50_000),
      "a".repeat(50_000),
      "a.".repeat(50_000),
    ])
      expect(() => parseName(text)).toThrow(UserError);
  });
});

describe("a list of patterns", () => {
  it.each([
    ["reports.aging", ["reports.*"], true],
    ["reports.aging", ["REPORTS.Aging"], true],
    ["reports.get_aging", ["reports.get_*"], true],
    ["reports.aging", ["reports.get_*"], false],
    ["reports2.aging", ["reports.*"], false],
    ["reports.aging_old", ["reports.aging"], false],
    ["x.aging", ["*.aging"], true],
    ["x.get_open_aging", ["*.get_*_aging"], true],
    ["x.get_aging", ["*.get_*_aging"], false],
    ["x.aa", ["*.a*a*a"], false],
    ["x.abcabc", ["*.*c*c"], true],
    ["reports.aging", [], false],
    ["reports.aXing", ["reports.a.ing"], false],
    ["pg_catalog.pg_read_file", ["*.*"], false],
    ["SYS.sp_executesql", ["*.*"], false],
    ["information_schema.tables", ["information_schema.*"], false],
    ["mysql.user", ["*.*"], false],
  ])("%s in %j: %s", (text, patterns, listed) => {
    const [schema = "", name = ""] = text.split(".");
    expect(isListed({ schema, name }, patterns)).toBe(listed);
  });

  it("is compared without a regular expression, whose stars would try every way to share a name out", () => {
    const compiled = vi.spyOn(globalThis, "RegExp");
    const executed = vi.spyOn(RegExp.prototype, "exec");
    const name = `${"a".repeat(127)}b`;
    expect(isListed({ schema: "x", name }, [`x.${"*a".repeat(5)}`])).toBe(false);
    const calls = [compiled.mock.calls.length, executed.mock.calls.length];
    vi.restoreAllMocks();
    expect(calls).toEqual([0, 0]);
  });

  it("takes no part of a name for a pattern", () => {
    expect(isListed({ schema: "a", name: "b\nreports.c" }, ["a.b"])).toBe(false);
    expect(isListed({ schema: "a", name: "x.b" }, ["a.b"])).toBe(false);
  });
});
