import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Cell } from "../../../../../../lambdas/interject/response/table.ts";
import * as tokens from "../../../../../support/tds/tokens.ts";
import * as types from "../../../../../support/tds/types.ts";
import type { Answer } from "../../../../../support/tds-server.ts";
import { ask, read, signedIn } from "./signed-in.ts";

/** 2026-06-16, counted from 1900-01-01 and from 0001-01-01. */
const sinceYear1900 = 46_187;
const sinceYearOne = 739_782;
/** 11:04:08 in seconds. */
const seconds = 39_848;

const guidBytes = Buffer.from("33221100554477668899aabbccddeeff", "hex");

/**
 * A column's type, a value as the server writes it, the cell that it is to be, and the column's type for the
 * Addin.
 */
const cases: readonly [string, tokens.TdsColumn["type"], unknown, Cell, string][] = [
  ["tinyint", types.intN(1), 255, 255, "Byte"],
  ["smallint", types.intN(2), -32_768, -32_768, "Int16"],
  ["int", types.intN(4), -2_147_483_648, -2_147_483_648, "Int32"],
  ["int not null", types.int4, 7, 7, "Int32"],
  ["bigint", types.intN(8), 9_007_199_254_740_993n, "9007199254740993", "Int64"],
  ["bigint not null", types.int8, -9_223_372_036_854_775_808n, "-9223372036854775808", "Int64"],
  ["bit true", types.bitN, true, true, "Boolean"],
  ["bit false", types.bitN, false, false, "Boolean"],
  ["float", types.floatN(8), 0.1, 0.1, "Double"],
  ["real", types.floatN(4), 0.1, 0.1, "Single"],
  ["real of 9 digits", types.floatN(4), 16_777_217, 16_777_216, "Single"],
  ["money", types.moneyN(8), 9_223_372_036_854_775_807n, "922337203685477.5807", "Decimal"],
  ["money below zero", types.moneyN(8), -9_223_372_036_854_775_808n, "-922337203685477.5808", "Decimal"],
  ["money not null", types.money8, -1n, "-0.0001", "Decimal"],
  ["smallmoney", types.moneyN(4), -125_000n, "-12.5000", "Decimal"],
  ["decimal(9,2)", types.decimalN(9, 2), 5n, "0.05", "Decimal"],
  ["decimal(19,0)", types.decimalN(19, 0), 9_999_999_999_999_999_999n, "9999999999999999999", "Decimal"],
  ["decimal(28,5)", types.decimalN(28, 5), -(10n ** 27n) - 1n, "-10000000000000000000000.00001", "Decimal"],
  [
    "decimal(38,10)",
    types.decimalN(38, 10),
    12_345_678_901_234_567_890_123_456_789_012_345_678n,
    "1234567890123456789012345678.9012345678",
    "Decimal",
  ],
  ["decimal zero", types.decimalN(38, 10), 0n, "0.0000000000", "Decimal"],
  ["datetime", types.dateTimeN, [sinceYear1900, seconds * 300], "2026-06-16T11:04:08", "DateTime"],
  [
    "datetime with a part",
    types.dateTimeN,
    [sinceYear1900, seconds * 300 + 1],
    "2026-06-16T11:04:08.003",
    "DateTime",
  ],
  ["datetime before 1900", types.dateTimeN, [-53_690, 0], "1753-01-01T00:00:00", "DateTime"],
  ["smalldatetime", types.smallDateTimeN, [sinceYear1900, 664], "2026-06-16T11:04:00", "DateTime"],
  ["date", types.dateN, sinceYearOne, "2026-06-16", "DateTime"],
  ["the first date", types.dateN, 0, "0001-01-01", "DateTime"],
  ["the last date", types.dateN, 3_652_058, "9999-12-31", "DateTime"],
  ["time(0)", types.timeN(0), BigInt(seconds), "11:04:08", "String"],
  ["time(7)", types.timeN(7), BigInt(seconds) * 10_000_000n + 1n, "11:04:08.0000001", "String"],
  ["datetime2(0)", types.dateTime2N(0), [sinceYearOne, BigInt(seconds)], "2026-06-16T11:04:08", "DateTime"],
  [
    "datetime2(3)",
    types.dateTime2N(3),
    [sinceYearOne, BigInt(seconds) * 1_000n + 250n],
    "2026-06-16T11:04:08.250",
    "DateTime",
  ],
  [
    "datetime2(7)",
    types.dateTime2N(7),
    [sinceYearOne, BigInt(seconds) * 10_000_000n + 1_234_567n],
    "2026-06-16T11:04:08.1234567",
    "DateTime",
  ],
  [
    "the last datetime2(7)",
    types.dateTime2N(7),
    [3_652_058, 863_999_999_999n],
    "9999-12-31T23:59:59.9999999",
    "DateTime",
  ],
  [
    "datetimeoffset(7)",
    types.dateTimeOffsetN(7),
    [sinceYearOne, BigInt(seconds) * 10_000_000n, 120],
    "2026-06-16T11:04:08",
    "DateTime",
  ],
  ["uniqueidentifier", types.guid, guidBytes, "00112233-4455-6677-8899-aabbccddeeff", "Guid"],
  ["nvarchar", types.nvarchar(40), "Zürich \u{1F4B6}", "Zürich \u{1F4B6}", "String"],
  ["nvarchar empty", types.nvarchar(40), "", "", "String"],
  ["nchar", types.nchar(4), "ab", "ab  ", "String"],
  ["varchar", types.varchar(40), "Zürich", "Zürich", "String"],
  ["nvarchar(max)", types.nvarcharMax, "long ü", "long ü", "String"],
  ["nvarchar(max) empty", types.nvarcharMax, "", "", "String"],
  ["varchar(max)", types.varcharMax, "long ü", "long ü", "String"],
  ["ntext", types.ntext, "old ü", "old ü", "String"],
  ["xml", types.xml, "<a>ü</a>", "<a>ü</a>", "String"],
  ["varbinary", types.varbinary(8), Buffer.from([0, 255]), Buffer.from([0, 255]), "String"],
  ["varbinary(max)", types.varbinaryMax, Buffer.from([1, 2, 3]), Buffer.from([1, 2, 3]), "String"],
  ["image", types.image, Buffer.from([4, 5]), Buffer.from([4, 5]), "String"],
  ["geography", types.udt, Buffer.from([6]), Buffer.from([6]), "String"],
];

function rowsAnswer(
  columns: readonly tokens.TdsColumn[],
  rows: readonly (readonly unknown[])[],
  row = tokens.row,
): Answer {
  return [
    tokens.colMetadata(columns),
    ...rows.map((values) => row(columns, values)),
    tokens.doneInProc({ count: rows.length }),
    tokens.returnStatus(0),
    tokens.doneProc(),
  ];
}

describe("a value of SQL Server", () => {
  it.each(cases)("%s is exact", async (name, type, value, cell, columnType) => {
    const columns = [{ name, type }];
    const tables = await read(rowsAnswer(columns, [[value]]));
    expect(tables).toEqual([{ columns: [{ name, type: columnType }], rows: [[cell]] }]);
  });

  it("is null in each type that can be, in either kind of row", async () => {
    const columns = cases
      .filter(([name]) => !name.endsWith("not null"))
      .map(([name, type]) => ({ name, type }));
    const nulls = columns.map(() => null);
    for (const row of [tokens.row, tokens.nbcRow]) {
      const [table] = await read(rowsAnswer(columns, [nulls], row));
      expect(table?.rows).toEqual([nulls]);
    }
  });

  it("is the same beside others, some of them null, in either kind of row", async () => {
    const columns = cases.map(([name, type]) => ({ name, type }));
    const values = cases.map(([, , value]) => value);
    const cells = cases.map(([, , , cell]) => cell);
    const gaps = values.map((value, i) =>
      i % 3 === 0 && !columns[i]?.name.endsWith("not null") ? null : value,
    );
    for (const row of [tokens.row, tokens.nbcRow]) {
      const [table] = await read(rowsAnswer(columns, [values, gaps], row));
      expect(table?.rows).toEqual([cells, cells.map((cell, i) => (gaps[i] === null ? null : cell))]);
    }
  });

  const variants: readonly [string, number, Buffer, Buffer, Cell][] = [
    ["int", 0x38, Buffer.alloc(0), Buffer.from([7, 0, 0, 0]), 7],
    [
      "decimal",
      0x6c,
      Buffer.from([38, 4]),
      types
        .decimalN(38, 4)
        .value(-(10n ** 30n) - 1n)
        .subarray(1),
      "-100000000000000000000000000.0001",
    ],
    ["money", 0x3c, Buffer.alloc(0), types.money8.value(9_223_372_036_854_775_807n), "922337203685477.5807"],
    ["date", 0x28, Buffer.alloc(0), types.dateN.value(sinceYearOne).subarray(1), "2026-06-16"],
    ["time", 0x29, Buffer.from([7]), types.timeN(7).value(1n).subarray(1), "00:00:00.0000001"],
    [
      "datetime",
      0x3d,
      Buffer.alloc(0),
      types.dateTimeN.value([sinceYear1900, 0]).subarray(1),
      "2026-06-16T00:00:00",
    ],
    [
      "nvarchar",
      0xe7,
      Buffer.concat([Buffer.from([80, 0]), types.collation]),
      Buffer.from("ü", "utf16le"),
      "ü",
    ],
  ];
  it.each(variants)(
    "%s within a sql_variant keeps its own type",
    async (name, type, properties, data, cell) => {
      const columns = [{ name, type: types.variant }];
      const [table] = await read(rowsAnswer(columns, [[{ type, properties, data }], [null]]));
      expect(table?.rows).toEqual([[cell], [null]]);
    },
  );

  it("is exact whatever decimal, amount, number or time it is", async () => {
    const sent: { columns: readonly tokens.TdsColumn[]; values: readonly unknown[] } = {
      columns: [],
      values: [],
    };
    const { session } = await signedIn({
      answer: ({ kind }) => (kind === "rpc" ? rowsAnswer(sent.columns, [sent.values]) : null),
    });
    const units = fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n });
    const whole = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    const ticks = fc.bigInt({ min: 0n, max: 863_999_999_999n });
    await fc.assert(
      fc.asyncProperty(
        units,
        fc.integer({ min: 0, max: 38 }),
        whole,
        ticks,
        async (decimal, scale, big, time) => {
          const columns = [types.decimalN(38, scale), types.moneyN(8), types.intN(8), types.timeN(7)];
          sent.columns = columns.map((type) => ({ name: "", type }));
          sent.values = [decimal, big, big, time];
          const [table] = await ask(session);
          const [decimalCell, moneyCell, bigCell, timeCell] = table?.rows[0] ?? [];
          expect(String(decimalCell)).toMatch(
            scale === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${scale}}$`),
          );
          expect(BigInt(String(decimalCell).replace(".", ""))).toBe(decimal);
          expect(BigInt(String(moneyCell).replace(".", ""))).toBe(big);
          expect(BigInt(String(bigCell))).toBe(big);
          const [hours = 0n, minutes = 0n, seconds = 0n] = String(timeCell).split(/[:.]/).map(BigInt);
          const part = BigInt((String(timeCell).split(".")[1] ?? "").padEnd(7, "0"));
          expect(((hours * 60n + minutes) * 60n + seconds) * 10_000_000n + part).toBe(time);
        },
      ),
    );
  });

  it("may have a million characters, over many packets", async () => {
    const long = "0123456789ü".repeat(100_000);
    const columns = [{ name: "long", type: types.nvarcharMax }];
    const [table] = await read(rowsAnswer(columns, [[long], ["after"]]));
    expect(table?.rows).toEqual([[long], ["after"]]);
  });
});
