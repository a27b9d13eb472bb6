import fc from "fast-check";
import { expect, describe as group, it } from "vitest";
import { returnValue, SqlFailure, type SqlValue } from "../../../../../../lambdas/data/sql/engines/engine.ts";
import * as tokens from "../../../../../support/tds/tokens.ts";
import * as types from "../../../../../support/tds/types.ts";
import { call, procedure, sent } from "./called.ts";
import { asksCatalogue, describe } from "./described.ts";
import { readAll, signedIn } from "./signed-in.ts";

group("a procedure of SQL Server", () => {
  it("is called by its quoted name, whatever that holds", async () => {
    const called = await call({ type: "P", schema: "a].b", name: "p]; DROP TABLE x" }, {});
    expect(called.procedure).toBe("[a]].b].[p]]; DROP TABLE x]");
    expect(called.parameters).toEqual([]);
  });

  it("takes values by name, each in its own type, and none of them within a statement", async () => {
    const hostile = "'); DROP TABLE Ledger; -- \u{1F4B6}";
    const described = procedure(
      { name: "@text", of: ["nvarchar", -1, 0] },
      { name: "@int", of: ["int", 4, 0] },
      { name: "@big", of: ["bigint", 8, 0] },
      { name: "@bit", of: ["bit", 1, 0] },
      { name: "@float", of: ["float", 8, 0] },
      { name: "@exact", of: ["decimal", 17, 4] },
      { name: "@money", of: ["money", 8, 4] },
      { name: "@since", of: ["datetime", 8, 3] },
      { name: "@nothing", of: ["int", 4, 0] },
      { name: "@bytes", of: ["varbinary", -1, 0] },
      { name: "@left", of: ["int", 4, 0] },
    );
    const called = await call(described, {
      text: hostile,
      int: -7,
      big: 9_007_199_254_740_993n,
      bit: true,
      float: 0.1,
      exact: "-1234567890123456789012345678901234.5678",
      money: "922337203685477.5807",
      since: "2026-06-16T11:04:08",
      nothing: null,
      bytes: new Uint8Array([0, 255]),
    });
    expect(called.procedure).toBe("[dbo].[Pull]");
    expect(sent(called)).toEqual([
      ["@text", "input", "nvarchar(4000)", hostile],
      ["@int", "input", "int", -7],
      ["@big", "input", "bigint", 9_007_199_254_740_993n],
      ["@bit", "input", "bit", true],
      ["@float", "input", "float", 0.1],
      ["@exact", "input", "decimal(38,4)", "-1234567890123456789012345678901234.5678"],
      ["@money", "input", "decimal(38,4)", "922337203685477.5807"],
      ["@since", "input", "nvarchar(4000)", "2026-06-16T11:04:08"],
      ["@nothing", "input", "nvarchar(4000)", null],
      ["@bytes", "input", "varbinary(8000)", Buffer.from([0, 255])],
    ]);
  });

  it("takes a text of any length whole", async () => {
    const long = "ü".repeat(100_000);
    const called = await call(procedure({ name: "@text", of: ["nvarchar", -1, 0] }), { text: long });
    expect(sent(called)).toEqual([["@text", "input", "nvarchar(max)", long]]);
  });

  it("refuses a text that its parameter would cut off, and sends nothing", async () => {
    const { server, session } = await signedIn({
      answer: (request) =>
        asksCatalogue(request) ? describe(procedure({ name: "@code", of: ["nvarchar", 6, 0] })) : null,
    });
    const [routine] = await session.findRoutines({ schema: null, name: "Pull" });
    if (routine === undefined) throw new Error("the catalogue has no such routine");
    const before = server.requests.length;
    const failure = readAll(session.call(routine, new Map([["code", "four"]])));
    await expect(failure).rejects.toThrow(
      new SqlFailure("data", "code takes at most 3 characters, but has 4."),
    );
    expect(server.requests).toHaveLength(before);
    expect(await readAll(session.query("SELECT 1", []))).toEqual([]);
  });

  it("takes any decimal digit for digit", async () => {
    const { server, session } = await signedIn({
      answer: (request) =>
        asksCatalogue(request) ? describe(procedure({ name: "@amount", of: ["decimal", 17, 0] })) : null,
    });
    const [routine] = await session.findRoutines({ schema: null, name: "Pull" });
    if (routine === undefined) throw new Error("the catalogue has no such routine");
    const digits = fc.string({ unit: fc.constantFrom(..."0123456789"), maxLength: 18 });
    const whole = fc.bigInt({ min: 0n, max: 10n ** 20n - 1n });
    await fc.assert(
      fc.asyncProperty(whole, digits, fc.boolean(), async (before, behind, isNegative) => {
        const text = `${isNegative && before > 0n ? "-" : ""}${before}${behind === "" ? "" : `.${behind}`}`;
        await readAll(session.call(routine, new Map([["amount", text]])));
        const request = server.requests.at(-1);
        expect(request?.kind === "rpc" && request.parameters[0]?.value).toBe(text);
      }),
    );
  });

  it("leaves a decimal's rounding to the server", async () => {
    const called = await call(procedure({ name: "@amount", of: ["decimal", 9, 2] }), { amount: "1.23456" });
    expect(sent(called)).toEqual([["@amount", "input", "decimal(38,5)", "1.23456"]]);
  });

  it("leaves a text that is no number for the server to refuse", async () => {
    const called = await call(procedure({ name: "@amount", of: ["decimal", 9, 2] }), { amount: "abc" });
    expect(sent(called)).toEqual([["@amount", "input", "nvarchar(4000)", "abc"]]);
  });

  it("is asked for its outputs in their own types, with or without a value in", async () => {
    const output = (name: string, base: string, maxLength: number, scale = 0) => ({
      name,
      of: [base, maxLength, scale] as const,
      isOutput: true,
    });
    const called = await call(
      procedure(
        output("@count", "int", 4),
        output("@total", "decimal", 17, 10),
        output("@paid", "money", 8, 4),
        output("@text", "nvarchar", 100),
        output("@long", "nvarchar", -1),
        output("@at", "datetime2", 8, 7),
        output("@old", "datetime", 8, 3),
        output("@day", "date", 3),
        output("@id", "uniqueidentifier", 16),
        output("@bytes", "varbinary", -1),
      ),
      {
        total: "-1.5",
        text: "in",
        at: "2026-06-16T11:04:08.1234567",
        old: "2026-06-16T11:04:08",
        day: "2026-06-16",
        id: "00112233-4455-6677-8899-aabbccddeeff",
        bytes: new Uint8Array([1]),
      },
    );
    expect(sent(called)).toEqual([
      ["@count", "output", "int", null],
      ["@total", "output", "decimal(38,10)", "-1.5000000000"],
      ["@paid", "output", "decimal(38,4)", null],
      ["@text", "output", "nvarchar(4000)", "in"],
      ["@long", "output", "nvarchar(max)", null],
      ["@at", "output", "datetime2(7)", "739782 days, 398481234567 units"],
      ["@old", "output", "datetime", "46187 days, 11954400 ticks"],
      ["@day", "output", "date", "739782 days"],
      ["@id", "output", "uniqueidentifier", Buffer.from("33221100554477668899aabbccddeeff", "hex")],
      ["@bytes", "output", "varbinary(max)", Buffer.from([1])],
    ]);
  });

  it.each([
    ["varbinary", 4],
    ["binary", 4],
    ["timestamp", 8],
  ])("takes no value for a %s as bytes: from text the server converts none", async (base, length) => {
    const called = await call(procedure({ name: "@b", of: [base, length, 0] }), { b: null });
    expect(sent(called)).toEqual([["@b", "input", "varbinary(8000)", null]]);
  });

  it.each([true, false])("refuses bytes that the server would cut off (output: %s)", async (isOutput) => {
    const failure = call(procedure({ name: "@b", of: ["varbinary", 2, 0], isOutput }), {
      b: new Uint8Array(3),
    });
    await expect(failure).rejects.toThrow(new SqlFailure("data", "b takes at most 2 bytes, but has 3."));
  });

  it("refuses a text for an output of bytes, in place of none", async () => {
    const failure = call(procedure({ name: "@b", of: ["varbinary", 9, 0], isOutput: true }), { b: "AAH/" });
    await expect(failure).rejects.toThrow(new SqlFailure("data", "b takes bytes, written in base64."));
  });

  it("takes an image of any length", async () => {
    const value = new Uint8Array(20);
    const called = await call(procedure({ name: "@b", of: ["image", 16, 0] }), { b: value });
    expect(sent(called)).toEqual([["@b", "input", "varbinary(8000)", Buffer.from(value)]]);
  });

  it("sends no half of a surrogate pair, in or out", async () => {
    const half = "a\ud83db";
    const called = await call(
      procedure(
        { name: "@in", of: ["nvarchar", 20, 0] },
        { name: "@out", of: ["nvarchar", 20, 0], isOutput: true },
        { name: "@long", of: ["nvarchar", -1, 0], isOutput: true },
      ),
      { in: half, out: half, long: half },
    );
    expect(sent(called).map(([, , , value]) => value)).toEqual(Array(3).fill("a\ufffdb"));
  });

  it("gives outputs exactly, and its return status", async () => {
    const { outputs } = await call(
      procedure({ name: "@total", of: ["decimal", 17, 10], isOutput: true }),
      {},
      [
        tokens.returnStatus(-6),
        tokens.returnValue(0, { name: "@total", type: types.decimalN(38, 10) }, 10n ** 37n + 1n),
        tokens.returnValue(1, { name: "@big", type: types.intN(8) }, 9_007_199_254_740_993n),
        tokens.returnValue(2, { name: "@yes", type: types.bitN }, true),
        tokens.returnValue(3, { name: "@at", type: types.dateTime2N(0) }, [739_782, 39_848n]),
        tokens.returnValue(4, { name: "@long", type: types.nvarcharMax }, "ü".repeat(10_000)),
        tokens.returnValue(5, { name: "@none", type: types.nvarchar(10) }, null),
        tokens.doneProc(),
      ],
    );
    expect([...outputs]).toEqual([
      ["total", "1000000000000000000000000000.0000000001"],
      ["big", "9007199254740993"],
      ["yes", "True"],
      ["at", "2026-06-16T11:04:08"],
      ["long", "ü".repeat(10_000)],
      ["none", null],
      [returnValue, "-6"],
    ]);
  });
});

group("a function of SQL Server", () => {
  const parameters = [
    { name: "@company", of: ["nvarchar", 20, 0] as const },
    { name: "@year", of: ["int", 4, 0] as const },
    { name: "@rate", of: ["decimal", 9, 4] as const },
  ];
  const columns = [{ name: "", type: types.decimalN(38, 10) }];

  it("that returns a table is selected from, with DEFAULT for what is left out", async () => {
    const called = await call(
      { type: "IF", schema: "a]b", name: "f", parameters },
      { company: "x'", rate: "1.5" },
    );
    const [statement, declaration, ...values] = called.parameters;
    expect(called.procedure).toBe("sp_executesql");
    expect(statement?.value).toBe("SELECT * FROM [a]]b].[f](@p1, DEFAULT, @p3);");
    expect(declaration?.value).toBe("@p1 nvarchar(4000), @p3 decimal(38, 4)");
    expect(values.map(({ name, type, value }) => [name, type, value])).toEqual([
      ["@p1", "nvarchar(4000)", "x'"],
      ["@p3", "decimal(38,4)", "1.5000"],
    ]);
  });

  it("that returns a value gives it as one cell and as the return value", async () => {
    const called = await call({ type: "FN", name: "f", parameters: [] }, {}, [
      tokens.colMetadata(columns),
      tokens.row(columns, [15n]),
      tokens.doneInProc({ count: 1 }),
      tokens.doneProc(),
    ]);
    expect(called.parameters.map(({ value }) => value)).toEqual(["SELECT [dbo].[f]();"]);
    expect(called.tables.map(({ rows }) => rows)).toEqual([[["0.0000000015"]]]);
    expect([...called.outputs]).toEqual([[returnValue, "0.0000000015"]]);
  });

  it("takes a table, whose type's name is quoted in the declaration", async () => {
    const table = { schema: "a]b", name: "t; --", columns: [["n", "int", 4, 0]] as const };
    const called = await call(
      { type: "TF", name: "f", parameters: [{ name: "@t", of: ["t", -1, 0], table }] },
      { t: { columns: ["N"], rows: [["1"]] } },
    );
    const [, declaration, value] = called.parameters;
    expect(declaration?.value).toBe("@p1 [a]]b].[t; --] readonly");
    expect(value?.value).toEqual({ typeName: "a]b.t; --", columns: ["int"], rows: [[1]] });
  });
});

group("a statement", () => {
  it("binds its values in order, each by its own kind", async () => {
    const { server, session } = await signedIn();
    const values: SqlValue[] = ["'; --", 7, 2 ** 40, 0.5, 5n, false, null, new Uint8Array([1])];
    await readAll(session.query("SELECT @p1, @p2", values));
    const request = server.requests.at(-1);
    if (request?.kind !== "rpc") throw new Error("no statement was sent");
    const [statement, declaration, ...bound] = request.parameters;
    expect(statement?.value).toBe("SELECT @p1, @p2");
    expect(declaration?.value).toBe(
      "@p1 nvarchar(4000), @p2 int, @p3 float, @p4 float, @p5 bigint, @p6 bit, @p7 nvarchar(4000), @p8 varbinary(8000)",
    );
    expect(bound.map(({ name, value }) => [name, value])).toEqual(
      values.map((value, i) => [`@p${i + 1}`, value instanceof Uint8Array ? Buffer.from(value) : value]),
    );
  });
});
