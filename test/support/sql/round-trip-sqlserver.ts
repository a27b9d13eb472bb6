import type { RoundTripEngine, RoundTripType } from "./round-trip.ts";

/** Longer than an `nvarchar` without `max`, and as long as a data portal's varchar may be. */
const long = "replicate(cast(N'é' as nvarchar(max)), 8000)";
const texts = [
  "N''",
  "N' a b'",
  `N'line' + nchar(10) + N'break' + nchar(9) + N'tab\\'`,
  `N'😀é"<&>''{}[]'`,
  "N'=1+1'",
  "N'null'",
  "N'00012'",
  "null",
];

const types: readonly RoundTripType[] = [
  { type: "bit", values: ["1", "0", "null"] },
  { type: "tinyint", values: ["0", "255", "null"] },
  { type: "smallint", values: ["-32768", "32767", "null"] },
  { type: "int", values: ["-2147483648", "2147483647", "null"] },
  { type: "bigint", values: ["-9223372036854775808", "9007199254740993", "9223372036854775807", "null"] },
  {
    type: "decimal(38,18)",
    values: ["12345678901234567890.123456789012345678", "-0.000000000000000001", "100", "null"],
  },
  { type: "decimal(38,0)", values: ["99999999999999999999999999999999999999", "-1", "0", "null"] },
  { type: "decimal(38,38)", values: ["0.12345678901234567890123456789012345678", "null"] },
  { type: "numeric(12,2)", values: ["-9999999999.99", "0.01", "100", "null"] },
  { type: "decimal(1,0)", values: ["9", "-9", "null"] },
  { type: "money", values: ["922337203685477.5807", "-922337203685477.5808", "0.0001", "null"] },
  { type: "smallmoney", values: ["214748.3647", "-214748.3648", "null"] },
  {
    type: "float",
    values: ["0.1", "1.7976931348623157E308", "2.2250738585072014E-308", "-0.5", "9007199254740993", "null"],
  },
  { type: "real", values: ["0.1", "-3.4028235E38", "1.1754944E-38", "16777216", "null"] },
  { type: "char(5)", values: ["'abcde'", "'ab'", "null"] },
  { type: "varchar(20)", values: ["'abc'", "'é€'", "''", "null"] },
  { type: "varchar(8000)", values: ["replicate('x', 8000)", "null"] },
  { type: "varchar(max)", values: ["replicate(cast('x' as varchar(max)), 8000)", "null"] },
  { type: "nchar(5)", values: ["N'é😀'", "null"] },
  { type: "nvarchar(300)", values: texts },
  { type: "nvarchar(4000)", values: ["replicate(N'é', 4000)", "null"] },
  { type: "nvarchar(max)", values: [...texts, long] },
  { type: "text", values: ["'abc'", "null"] },
  { type: "ntext", values: ["N'é😀'", long, "null"] },
  { type: "sysname", values: ["N'a name'"] },
  { type: "xml", values: [`N'<a b="1">é<c/></a>'`, "null"] },
  { type: "binary(3)", values: ["0x000102", "0xff", "null"] },
  {
    type: "varbinary(3000)",
    values: ["0x", "0x00", "0x0001ff80", "cast(replicate('x', 3000) as varbinary(3000))", "null"],
  },
  { type: "varbinary(max)", values: ["0x0001ff", `cast(${long} as varbinary(max))`, "null"] },
  { type: "image", values: ["0x0001ff", "null"] },
  { type: "date", values: ["'0001-01-01'", "'1899-12-30'", "'2026-06-16'", "'9999-12-31'", "null"] },
  {
    type: "datetime",
    values: ["'1753-01-01T00:00:00'", "'2026-06-16T11:04:08.253'", "'9999-12-31T23:59:59.997'", "null"],
  },
  { type: "smalldatetime", values: ["'1900-01-01T00:00:00'", "'2079-06-06T23:59:00'", "null"] },
  { type: "datetime2(0)", values: ["'0001-01-01T00:00:00'", "'2026-06-16T11:04:08'", "null"] },
  { type: "datetime2(3)", values: ["'2026-06-16T11:04:08.250'", "null"] },
  {
    type: "datetime2(7)",
    values: ["'0001-01-01T00:00:00.0000001'", "'9999-12-31T23:59:59.9999999'", "null"],
  },
  {
    type: "datetimeoffset(7)",
    values: [
      "'2026-06-16T11:04:08.0000001+05:30'",
      "'0001-01-01T00:00:00+00:00'",
      "'9999-12-31T23:59:59.9999999+00:00'",
      "null",
    ],
  },
  { type: "datetimeoffset(0)", values: ["'2026-06-16T11:04:08-14:00'", "null"] },
  { type: "time(0)", values: ["'11:04:08'", "null"] },
  { type: "time(7)", values: ["'00:00:00'", "'23:59:59.9999999'", "null"] },
  { type: "uniqueidentifier", values: ["'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'", "null"] },
  {
    type: "sql_variant",
    values: ["cast(7 as int)", "N'abc'", "null"],
    outOnly: "a text does not say which type the value has of its own",
  },
  { type: "rowversion", values: ["0x00000000000007d1", "null"], outOnly: "the server counts it" },
];

/**
 * The server's own text. Style 3 writes a float so that it reads back the same, style 2 money to its last
 * digit ("CAST and CONVERT (Transact-SQL)").
 */
function textOf(type: string, value: string): string {
  if (/^(?:float|real)/.test(type)) return `convert(varchar(60), ${value}, 3)`;
  if (/money$/.test(type)) return `convert(varchar(60), ${value}, 2)`;
  if (/binary|image|rowversion/.test(type))
    return `convert(varchar(max), cast(${value} as varbinary(max)), 2)`;
  // The moment counts; its own offset is not answered.
  if (/^datetimeoffset/.test(type)) return `convert(varchar(60), switchoffset(${value}, '+00:00'), 121)`;
  if (/^(?:date|smalldate|time)/.test(type)) return `convert(varchar(60), ${value}, 121)`;
  return `convert(nvarchar(max), ${value})`;
}

const rows = ({ type, values }: RoundTripType) => {
  const all = values.map((value, at) => `select ${at}, cast(${value} as ${type})`);
  return `(${all.join(" union all ")}) as given (id, v)`;
};

export const sqlserverRoundTrip: RoundTripEngine = {
  types,
  create: (type, n) => [
    `create procedure api.out_${n} as select v from ${rows(type)} order by id`,
    ...(type.outOnly === undefined
      ? [
          `create procedure api.in_${n} @v ${type.type} as select ${textOf(type.type, "@v")} as own, @v as v`,
          `create procedure api.save_${n} @Row nvarchar(20), @v ${type.type} as select ${textOf(type.type, "@v")} as own`,
        ]
      : []),
  ],
  ownTexts: (type) => `select ${textOf(type.type, "v")} from ${rows(type)} order by id`,
};
