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
    expect(parseName(text)).toEqual({ database: null, schema, name });
  });

  it.each([
    ["Sales.dbo.GetOrders", "Sales", "dbo", "GetOrders"],
    ["[My Sales] . [dbo] . [Get.Orders]", "My Sales", "dbo", "Get.Orders"],
    ["Sales..GetOrders", "Sales", null, "GetOrders"],
    ["exec GetOrders", null, null, "GetOrders"],
    ["EXECUTE  dbo.GetOrders", null, "dbo", "GetOrders"],
    ["Exec[dbo].[Get Orders]", null, "dbo", "Get Orders"],
    ["call `sales`.`get_orders`", null, "sales", "get_orders"],
    ["dbo.GetOrders;1", null, "dbo", "GetOrders"],
    [" exec Sales.dbo.GetOrders ; 1 ", "Sales", "dbo", "GetOrders"],
    // A routine may be called like the word.
    ["exec", null, null, "exec"],
    ["call.execute", null, "call", "execute"],
  ])("%s, as ADO.NET takes it", (text, database, schema, name) => {
    expect(parseName(text)).toEqual({ database, schema, name });
  });

  it.each([
    "",
    " ",
    ".",
    "a.",
    ".a",
    ".a.b",
    "a...b",
    "a.b.",
    "a..",
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
    "exec a 1",
    "exec a @b = 1",
    "exec @r = a",
    "exec exec a",
    "execa b",
    "{call a}",
    "call a()",
    "a;2",
    "a;1;1",
    "a;1 drop",
    "a.b;c.d",
    "x".repeat(129),
    `${"x".repeat(129)}.a`,
    `${"x".repeat(129)}.a.b`,
  ])("%j is none", (text) => {
    expect(() => parseName(text)).toThrow(UserError);
  });

  it("in quotation marks stands for itself, whatever is in it", () => {
    const part = fc
      .string({ minLength: 1, maxLength: 30, unit: "grapheme" })
      .filter((text) => !text.includes("\0"));
    fc.assert(
      fc.property(part, part, fc.constantFrom(...Object.values(engines)), (schema, name, { dialect }) => {
        expect(parseName(quoted(dialect, schema, name))).toEqual({ database: null, schema, name });
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
      `exec${" ".repeat(50_000)}1`,
      `a${" ".repeat(50_000)};`,
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
