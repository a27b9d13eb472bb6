import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Session, SqlValue } from "../../../../../../lambdas/data/sql/engines/engine.ts";
import {
  call,
  failureOf,
  mariadb,
  readAll,
  rowsOf,
  skipped,
  type TestDatabase,
  testDatabase,
} from "./server.ts";

describe.skipIf(mariadb === null)(`values of MariaDB${skipped}`, () => {
  let database: TestDatabase;
  let session: Session;
  beforeAll(async () => {
    database = await testDatabase();
    session = await database.connect();
  });
  afterAll(() => database.drop());

  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);

  /** Declared type, what is bound, the cell and the column's type that come back. */
  const cases: readonly (readonly [string, SqlValue, unknown, string])[] = [
    ["TINYINT", -128, -128, "Int16"],
    ["TINYINT UNSIGNED", 255, 255, "Byte"],
    ["TINYINT(1)", true, true, "Boolean"],
    ["TINYINT(1)", false, false, "Boolean"],
    ["BIT(1)", true, true, "Boolean"],
    ["BIT(1)", false, false, "Boolean"],
    ["BIT(12)", 0x0abcn, Uint8Array.of(0x0a, 0xbc), "String"],
    ["SMALLINT", -32_768, -32_768, "Int16"],
    ["SMALLINT UNSIGNED", 65_535, 65_535, "Int32"],
    ["MEDIUMINT", -8_388_608, -8_388_608, "Int32"],
    ["INT", -2_147_483_648, -2_147_483_648, "Int32"],
    ["MEDIUMINT UNSIGNED", 16_777_215, 16_777_215, "Int32"],
    ["INT UNSIGNED", 4_294_967_295n, 4_294_967_295, "Int64"],
    ["BIGINT", -1, "-1", "Int64"],
    ["BIGINT", -(2n ** 53n) - 1n, "-9007199254740993", "Int64"],
    ["BIGINT", -(2n ** 63n), "-9223372036854775808", "Int64"],
    ["BIGINT", "9223372036854775807", "9223372036854775807", "Int64"],
    ["BIGINT UNSIGNED", 2n ** 64n - 1n, "18446744073709551615", "Decimal"],
    [
      "DECIMAL(65,30)",
      `-${"9".repeat(35)}.${"9".repeat(30)}`,
      `-${"9".repeat(35)}.${"9".repeat(30)}`,
      "Decimal",
    ],
    ["DECIMAL(10,2)", "0.10", "0.10", "Decimal"],
    ["FLOAT", "0.1", 0.1, "Single"],
    ["FLOAT", 16_777_216, 16_777_216, "Single"],
    ["DOUBLE", 0.1, 0.1, "Double"],
    ["DOUBLE", Number.MAX_VALUE, Number.MAX_VALUE, "Double"],
    ["DATE", "2026-06-16", "2026-06-16", "DateTime"],
    ["DATE", "9999-12-31", "9999-12-31", "DateTime"],
    ["DATETIME", "2026-06-16T11:04:08", "2026-06-16T11:04:08", "DateTime"],
    ["DATETIME(6)", "2026-06-16T11:04:08.250", "2026-06-16T11:04:08.250", "DateTime"],
    ["DATETIME(6)", "2026-06-16T11:04:08.000001", "2026-06-16T11:04:08.000001", "DateTime"],
    ["DATETIME(6)", "2026-06-16T00:00:00.000", "2026-06-16T00:00:00", "DateTime"],
    ["DATETIME(4)", "2026-06-16T11:04:08.0125", "2026-06-16T11:04:08.012500", "DateTime"],
    ["DATETIME(1)", "2026-06-16T11:04:08.1", "2026-06-16T11:04:08.100", "DateTime"],
    ["DATETIME", "0001-02-03T04:05:06", "0001-02-03T04:05:06", "DateTime"],
    ["TIMESTAMP", "2026-06-16T11:04:08", "2026-06-16T11:04:08", "DateTime"],
    ["TIME(6)", "-838:59:58.125", "-838:59:58.125", "String"],
    ["TIME", "00:00:00", "00:00:00", "String"],
    ["YEAR", 2026, 2026, "Int16"],
    ["CHAR(5)", "ab", "ab", "String"],
    ["VARCHAR(200)", "Ünïcode 😀 \\' \" ` \0 %_ ; -- /*", "Ünïcode 😀 \\' \" ` \0 %_ ; -- /*", "String"],
    ["VARCHAR(200)", "'); DROP TABLE t; --", "'); DROP TABLE t; --", "String"],
    ["VARCHAR(20)", "", "", "String"],
    ["LONGTEXT", "x".repeat(300_000), "x".repeat(300_000), "String"],
    ["JSON", '{"a": [1, 2.50, null]}', '{"a": [1, 2.50, null]}', "String"],
    ["ENUM('a','b')", "b", "b", "String"],
    ["SET('a','b')", "a,b", "a,b", "String"],
    ["UUID", "123e4567-e89b-12d3-a456-426655440000", "123e4567-e89b-12d3-a456-426655440000", "Guid"],
    ["BLOB", bytes, bytes, "String"],
    ["VARBINARY(256)", bytes, bytes, "String"],
    ["BINARY(3)", Uint8Array.of(1, 0, 255), Uint8Array.of(1, 0, 255), "String"],
  ];
  const plain = (cell: unknown) => (cell instanceof Uint8Array ? Uint8Array.from(cell) : cell);

  it.each(cases)("keeps %s %s in a table's column", async (type, value, cell, columnType) => {
    await database.run(`CREATE OR REPLACE TABLE one (\`it\` ${type})`);
    const place = type.startsWith("BIT") ? "CAST(? AS UNSIGNED)" : "?";
    await readAll(session.query(`INSERT INTO one VALUES (${place})`, [value]));
    const [table] = await readAll(session.query("SELECT `it` FROM one", []));
    expect(plain(table?.rows[0]?.[0])).toEqual(cell);
    expect(table?.columns).toEqual([columnType === "String" ? "it" : { name: "it", type: columnType }]);
  });

  it.each(cases)("keeps %s %s through a procedure's parameters and rows", async (type, value, cell) => {
    await database.run(
      `CREATE OR REPLACE PROCEDURE echo(IN given ${type}, INOUT both_ways ${type}, OUT gone_out ${type})
       BEGIN SET gone_out = given; SELECT given AS given; END`,
    );
    const { tables, outputs } = await call(session, "echo", { given: value, both_ways: value });
    expect(plain(tables[0]?.rows[0]?.[0])).toEqual(cell);
    const text =
      cell instanceof Uint8Array
        ? Buffer.from(cell).toString("base64")
        : typeof cell === "boolean"
          ? cell
            ? "True"
            : "False"
          : String(cell);
    // A variable holds bits as a number.
    const expected = type === "BIT(12)" ? "2748" : text;
    expect(outputs).toEqual({ both_ways: expected, gone_out: expected });
  });

  it("keeps each of many columns of one row", async () => {
    const columns = cases.map(([type], index) => `c${index} ${type}`);
    const places = cases.map(([type]) => (type.startsWith("BIT") ? "CAST(? AS UNSIGNED)" : "?"));
    await database.run(`CREATE OR REPLACE TABLE everything (${columns.join(", ")})`);
    const insert = `INSERT INTO everything VALUES (${places.join(", ")})`;
    // Once with all of them, and with each second one null.
    for (const isGiven of [() => true, (at: number) => at % 2 === 0, (at: number) => at % 2 === 1]) {
      const kept = <T>(value: T, at: number) => (isGiven(at) ? value : null);
      await readAll(session.query("DELETE FROM everything", []));
      await readAll(
        session.query(
          insert,
          cases.map(([, value], at) => kept(value, at)),
        ),
      );
      const [row] = await rowsOf(session, "SELECT * FROM everything");
      expect(row?.map(plain)).toEqual(cases.map(([, , cell], at) => kept(cell, at)));
    }
  });

  it.each(cases)("keeps null of %s", async (type) => {
    await database.run(
      `CREATE OR REPLACE PROCEDURE nothing(IN given ${type}, INOUT both_ways ${type}, OUT gone_out ${type}) SELECT given`,
    );
    const { tables, outputs } = await call(session, "nothing", { given: null, both_ways: null });
    expect(tables[0]?.rows).toEqual([[null]]);
    expect(outputs).toEqual({ both_ways: null, gone_out: null });
  });

  it("gives a date that is none as an empty cell", async () => {
    await database.run(
      "SET SESSION sql_mode = ''",
      "CREATE OR REPLACE TABLE days (d DATE, m DATETIME)",
      "INSERT INTO days VALUES ('0000-00-00', '0000-00-00 00:00:00'), ('2026-00-00', '2026-06-00 10:00:00')",
    );
    expect(await rowsOf(session, "SELECT d, m FROM days")).toEqual([
      [null, null],
      [null, null],
    ]);
  });

  it("gives a geometry as its bytes, reference system first", async () => {
    const [row] = await rowsOf(session, "SELECT PointFromText('POINT(1 2)', 4326) AS place");
    expect(row?.[0]).toBeInstanceOf(Uint8Array);
    expect(Buffer.from(row?.[0] as Uint8Array).readUInt32LE(0)).toBe(4326);
  });

  it("tells values of the same number apart by all their digits", async () => {
    await database.run(
      "CREATE OR REPLACE TABLE ids (id BIGINT PRIMARY KEY)",
      "INSERT INTO ids VALUES (9007199254740992), (9007199254740993)",
    );
    const exact = [["9007199254740993"]];
    expect(await rowsOf(session, "SELECT id FROM ids WHERE id = ?", [9_007_199_254_740_993n])).toEqual(exact);
    expect(await rowsOf(session, "SELECT id FROM ids WHERE id = ?", ["9007199254740993"])).toEqual(exact);
  });

  it("gives back what it was given, whatever it is", async () => {
    const value = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
      fc.double({ noDefaultInfinity: true, noNaN: true }).filter((number) => !Number.isSafeInteger(number)),
      fc.uint8Array(),
      fc.constant(null),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 20 }), async (values) => {
        const [row] = await rowsOf(session, `SELECT ${values.map(() => "?").join(", ")}`, values);
        expect(row?.map(plain)).toEqual(
          values.map((it) => (typeof it === "bigint" ? String(it) : plain(it))),
        );
      }),
      { numRuns: 200 },
    );
  });

  it("gives a float of 32 bits by its shortest number", async () => {
    await database.run("CREATE OR REPLACE TABLE floats (id INT PRIMARY KEY, it FLOAT)");
    await fc.assert(
      fc.asyncProperty(fc.float({ noDefaultInfinity: true, noNaN: true }), async (value) => {
        await readAll(session.query("REPLACE INTO floats VALUES (1, ?)", [value]));
        const [row] = await rowsOf(session, "SELECT it FROM floats");
        const cell = Number(row?.[0]);
        expect(Math.fround(cell) + 0).toBe(value + 0);
        expect(String(cell).length).toBeLessThanOrEqual(String(value).length);
      }),
    );
  });

  it("binds whole numbers where only numbers may stand", async () => {
    expect(await rowsOf(session, "SELECT seq FROM seq_1_to_9 LIMIT ?", [2])).toHaveLength(2);
  });

  it("takes a saved table as JSON, whatever its columns are called", async () => {
    await database.run(
      `CREATE OR REPLACE PROCEDURE save(Interject_DataToSave LONGTEXT)
       SELECT * FROM JSON_TABLE(Interject_DataToSave, '$[*]' COLUMNS (
         id BIGINT PATH '$.Id', note VARCHAR(99) PATH '$."a ''b"', proto VARCHAR(9) PATH '$.__proto__')) AS saved`,
    );
    const [routine] = await session.findRoutines({ schema: null, name: "save" });
    expect(routine?.parameters[0]?.takesRows).toBe("json");
    const rows = {
      columns: ["Id", "a 'b", "__proto__"],
      rows: [
        ["1", 'x"\\😀', "p"],
        ["2", null, null],
      ],
    };
    const { tables } = await call(session, "save", { Interject_DataToSave: rows });
    expect(tables[0]?.rows).toEqual([
      ["1", 'x"\\😀', "p"],
      ["2", null, null],
    ]);
  });

  describe("refuses in strict mode, and cuts nothing off,", () => {
    const wrong: readonly (readonly [string, SqlValue])[] = [
      ["TINYINT", 128],
      ["INT", "12x"],
      ["INT", "1.5"],
      ["INT", 1.5],
      ["BIGINT UNSIGNED", -1],
      ["DECIMAL(4,2)", "100.00"],
      ["VARCHAR(2)", "abc"],
      ["DATE", "2026-02-30"],
      ["DATETIME", "16/06/2026"],
      ["ENUM('a')", "b"],
      ["BIT(1)", 2],
    ];
    it.each(wrong)("%s %s as a parameter", async (type, value) => {
      await database.run(
        "SET SESSION sql_mode = 'STRICT_ALL_TABLES'",
        `CREATE OR REPLACE PROCEDURE take(given ${type}) SELECT given`,
      );
      expect(await failureOf(call(session, "take", { given: value }))).toMatchObject({ kind: "data" });
    });

    it.each(wrong.filter(([, value]) => value !== 1.5 && value !== "1.5"))(
      "%s %s in a table",
      async (type, value) => {
        await database.run(`CREATE OR REPLACE TABLE strict (given ${type}) ENGINE = MyISAM`);
        const place = type.startsWith("BIT") ? "CAST(? AS UNSIGNED)" : "?";
        const failure = await failureOf(
          readAll(session.query(`INSERT INTO strict VALUES (${place})`, [value])),
        );
        expect(failure).toMatchObject({ kind: "data" });
        expect(await rowsOf(session, "SELECT * FROM strict")).toEqual([]);
      },
    );
  });
});
