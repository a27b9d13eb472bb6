import type { FieldPacket } from "mysql2";
import type { DataType } from "../../../interject/request.ts";
import type { Cell, Column, ColumnType } from "../../../interject/table.ts";
import type { SaveRows, SqlValue } from "../engine.ts";

/** The protocol's numbers for types of columns (MySQL Internals: "Column Type"). */
const types = {
  decimal: 0x00,
  tiny: 0x01,
  short: 0x02,
  long: 0x03,
  float: 0x04,
  double: 0x05,
  timestamp: 0x07,
  longLong: 0x08,
  int24: 0x09,
  date: 0x0a,
  dateTime: 0x0c,
  year: 0x0d,
  bit: 0x10,
  newDecimal: 0xf6,
} as const;

const columnTypes: ReadonlyMap<number, ColumnType> = new Map([
  [types.decimal, "Decimal"],
  [types.tiny, "Int16"],
  [types.short, "Int32"],
  [types.long, "Int64"],
  [types.float, "Single"],
  [types.double, "Double"],
  [types.timestamp, "DateTime"],
  [types.longLong, "Int64"],
  [types.int24, "Int32"],
  [types.date, "DateTime"],
  [types.dateTime, "DateTime"],
  [types.year, "Int16"],
  [types.newDecimal, "Decimal"],
]);

const unsignedFlag = 0x20;

/** `tinyint(1)` and `bit(1)` are how MySQL writes true and false. */
function isBoolean({ columnType, columnLength }: FieldPacket): boolean {
  return (columnType === types.tiny || columnType === types.bit) && columnLength === 1;
}

/** A column of a result. */
export function columnOf(field: FieldPacket): Column {
  const { name, columnType = -1, flags } = field;
  if (isBoolean(field)) return { name, type: "Boolean" };
  const isSigned = typeof flags !== "number" || (flags & unsignedFlag) === 0;
  // What fits a signed column type of this size, or the next larger one for unsigned numbers.
  if (columnType === types.short && isSigned) return { name, type: "Int16" };
  if (columnType === types.long && isSigned) return { name, type: "Int32" };
  if (columnType === types.longLong && !isSigned) return { name, type: "Decimal" };
  const type = columnTypes.get(columnType);
  return type === undefined ? name : { name, type };
}

/** What makes a cell of a value as the driver has it; null where the value is the cell. */
export function readerOf(field: FieldPacket): ((value: unknown) => Cell) | null {
  if (isBoolean(field))
    return (value) => (value instanceof Uint8Array ? value[0] !== 0 : Number(value) !== 0);
  switch (field.columnType) {
    case types.date:
    case types.dateTime:
    case types.timestamp:
      return moment;
    case types.float:
    case types.double:
      return (value) => Number(value);
    default:
      return (value) =>
        typeof value === "object" && !(value instanceof Uint8Array) ? JSON.stringify(value) : (value as Cell);
  }
}

/** `2026-06-16 11:04:08.250000`; MySQL's zero date is no date. */
function moment(value: unknown): Cell {
  const text = String(value);
  if (text.startsWith("0000-00-00")) return null;
  if (text.length === 10) return text;
  const trimmed = text.includes(".") ? text.replace(/\.?0+$/, "") : text;
  return `${trimmed.slice(0, 10)}T${trimmed.slice(11)}`;
}

/** How the text for a parameter of a declared type is to be read (protocol section 3). */
const dataTypes: Readonly<Record<string, DataType>> = {
  tinyint: "none",
  smallint: "smallint",
  mediumint: "int",
  int: "int",
  bigint: "bigint",
  decimal: "decimal",
  float: "single",
  double: "double",
  date: "date",
  datetime: "datetime",
  timestamp: "datetime",
  char: "nvarcharmax",
  varchar: "nvarcharmax",
  tinytext: "nvarcharmax",
  text: "nvarcharmax",
  mediumtext: "nvarcharmax",
  longtext: "nvarcharmax",
  enum: "nvarcharmax",
};

/**
 * @param type as in `information_schema.PARAMETERS.DATA_TYPE`
 * @param full its `DTD_IDENTIFIER`, such as `tinyint(1)`
 */
export function dataTypeOf(type: string, full: string): DataType {
  if (/^(?:tinyint|bit)\(1\)/.test(full)) return "boolean";
  // Unsigned numbers have another range than the protocol's types: the server says what does not fit.
  return full.includes("unsigned") ? "none" : (dataTypes[type] ?? "none");
}

/** An expression with one placeholder, and what is bound to it: as text, so that nothing is rounded, and a number again on the server. */
export function bindable(value: SqlValue): readonly [expression: string, bound: string | Buffer | null] {
  if (value === null || typeof value === "string") return ["?", value];
  if (value instanceof Uint8Array) return ["?", Buffer.from(value)];
  if (typeof value === "boolean") return ["CAST(? AS SIGNED)", value ? "1" : "0"];
  if (typeof value === "bigint" || Number.isInteger(value)) return ["CAST(? AS SIGNED)", String(value)];
  if (typeof value === "number") return ["? + 0e0", String(value)];
  return ["?", JSON.stringify(objectsOf(value))];
}

/** The rows of a saved table as objects: `JSON_TABLE` makes a table of them. */
function objectsOf({ columns, rows }: SaveRows): readonly object[] {
  return rows.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at] ?? null])));
}
