import type { RoundTripEngine, RoundTripType } from "./round-trip.ts";

const types: readonly RoundTripType[] = [
  { type: "tinyint", values: ["-128", "0", "1", "127", "null"] },
  { type: "tinyint unsigned", values: ["0", "255", "null"] },
  { type: "tinyint(1)", values: ["0", "1", "null"] },
  // The display width is no limit: a column that holds more than 0 and 1 is a number.
  { type: "tinyint(1) /* numbers */", values: ["5", "-1", "0", "1", "null"] },
  { type: "smallint", values: ["-32768", "32767", "null"] },
  { type: "smallint unsigned", values: ["65535", "null"] },
  { type: "mediumint", values: ["-8388608", "8388607", "null"] },
  { type: "mediumint unsigned", values: ["16777215", "null"] },
  { type: "int", values: ["-2147483648", "2147483647", "null"] },
  { type: "int unsigned", values: ["4294967295", "null"] },
  { type: "int(5) zerofill", values: ["42", "null"] },
  { type: "bigint", values: ["-9223372036854775808", "9007199254740993", "9223372036854775807", "null"] },
  { type: "bigint unsigned", values: ["18446744073709551615", "null"] },
  {
    type: "decimal(65,30)",
    values: ["12345678901234567890123456789012345.123456789012345678901234567890", "-0.5", "null"],
  },
  { type: "decimal(12,2)", values: ["-9999999999.99", "0.01", "100", "null"] },
  { type: "decimal(5,0) unsigned", values: ["99999", "null"] },
  { type: "float", values: ["0.1", "-3.40282e38", "1.17549e-38", "16777216", "null"] },
  {
    type: "double",
    values: ["0.1", "1.7976931348623157e308", "2.2250738585072014e-308", "-0.5", "9007199254740993", "null"],
  },
  { type: "bit(1)", values: ["b'1'", "b'0'", "null"] },
  { type: "bit(8)", values: ["b'10000001'", "b'0'", "null"] },
  {
    type: "bit(64)",
    values: ["b'1111111111111111111111111111111111111111111111111111111111111111'", "b'1'", "null"],
  },
  { type: "char(5)", values: ["'abcde'", "'ab'", "'é😀'", "null"] },
  {
    type: "varchar(300)",
    values: [
      "''",
      "' a b'",
      "'line\\nbreak\\ttab\\\\'",
      "'😀é\"<&>''{}[]'",
      "'=1+1'",
      "'null'",
      "'00012'",
      "null",
    ],
  },
  { type: "tinytext", values: ["'a'", "repeat('é', 127)", "null"] },
  { type: "text", values: ["repeat('x', 8000)", "null"] },
  { type: "mediumtext", values: ["'a text'", "null"] },
  { type: "longtext", values: ["'a text'", "null"] },
  { type: "varchar(20) character set latin1", values: ["'é€'", "null"] },
  { type: "varchar(20) character set utf8mb3", values: ["'é€'", "null"] },
  { type: "varchar(20) collate utf8mb4_bin", values: ["'aA'", "null"] },
  { type: "enum('a','b c','é')", values: ["'a'", "'b c'", "'é'", "null"] },
  { type: "set('a','b','c')", values: ["'a'", "'a,c'", "''", "null"] },
  { type: "binary(3)", values: ["x'000102'", "x'ff'", "null"] },
  { type: "varbinary(3000)", values: ["x''", "x'00'", "x'0001ff80'", "repeat(x'ff', 3000)", "null"] },
  { type: "tinyblob", values: ["x'0001ff'", "null"] },
  { type: "blob", values: ["x'0001ff'", "'text'", "null"] },
  { type: "mediumblob", values: ["x'0001ff'", "null"] },
  { type: "longblob", values: ["x'0001ff'", "null"] },
  {
    type: "date",
    values: ["'0001-01-01'", "'1000-01-01'", "'1899-12-30'", "'2026-06-16'", "'9999-12-31'", "null"],
  },
  {
    type: "datetime",
    values: ["'1000-01-01 00:00:00'", "'2026-06-16 11:04:08'", "'9999-12-31 23:59:59'", "null"],
  },
  { type: "datetime(3)", values: ["'2026-06-16 11:04:08.250'", "null"] },
  { type: "datetime(6)", values: ["'2026-06-16 11:04:08.000001'", "'9999-12-31 23:59:59.999999'", "null"] },
  {
    type: "timestamp null",
    values: ["'2026-06-16 11:04:08'", "'1971-01-02 00:00:00'", "'2038-01-18 00:00:00'", "null"],
  },
  { type: "timestamp(6) null", values: ["'2026-06-16 11:04:08.000001'", "null"] },
  { type: "time", values: ["'00:00:00'", "'11:04:08'", "'-838:59:59'", "'838:59:59'", "null"] },
  { type: "time(6)", values: ["'11:04:08.000001'", "null"] },
  { type: "year", values: ["1901", "2026", "2155", "null"] },
  { type: "json", values: [`'{"a": [1, null, "x"]}'`, "'null'", "'[]'", "null"] },
  { type: "uuid", values: ["'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'", "null"] },
  { type: "inet6", values: ["'2001:db8::1'", "null"] },
  { type: "inet4", values: ["'192.168.1.1'", "null"] },
  {
    type: "point",
    values: ["point(1.5, -2)", "null"],
    outOnly: "the server gives a geometry as bytes of its own form",
  },
];

/** Bytes and bits have no text that keeps them apart. */
const isBinary = (type: string) => /^(?:binary|varbinary|\w*blob|bit|point)/.test(type);
const textOf = (type: string, value: string) => (isBinary(type) ? `hex(${value})` : `cast(${value} as char)`);

export const mysqlRoundTrip: RoundTripEngine = {
  types,
  create: ({ type, values }, n) => [
    `create table t_${n} (id int, v ${type})`,
    ...values.map((value, at) => `insert into t_${n} values (${at}, ${value})`),
    `create procedure out_${n}() select v from t_${n} order by id`,
    `create procedure in_${n}(v ${type.replace(/ null$/, "")})
      begin
        create temporary table given (own text, v ${type});
        insert into given values (${textOf(type, "v")}, v);
        select own, v from given;
        drop temporary table given;
      end`,
    `create procedure save_${n}(\`Row\` text, v ${type.replace(/ null$/, "")}) select ${textOf(type, "v")} as own`,
  ],
  ownTexts: ({ type }, n) => `select ${textOf(type, "v")} from t_${n} order by id`,
};
