import mysql2, { type FieldPacket } from "mysql2";
import type { Cell, Column, ColumnType, Row } from "../../../../interject/response/table.ts";
import { shortestFloat } from "../shortest-float.ts";

/** The driver's type numbers: MySQL's `enum_field_types`. */
const { Types } = mysql2;

const unsignedFlag = 32;
/** MySQL's number for "no character set": bytes rather than text. */
const binaryCharset = 63;

/** How the rows of a result set become cells. */
export interface RowReader {
  readonly columns: readonly Column[];
  readonly row: (values: readonly unknown[]) => Row;
}

/** Takes what the driver read, null excepted. */
type ReadCell = (value: unknown) => Cell;

/**
 * Has the driver read geometries as their bytes, where it would make objects without their reference system
 * of them. To be called before the driver reads the first row.
 */
export function keepGeometries(fields: readonly FieldPacket[]): void {
  for (const field of fields) {
    if (field.columnType !== Types.GEOMETRY) continue;
    field.columnType = Types.BLOB;
    field.characterSet = binaryCharset;
  }
}

/** A result set's columns, and how a row of theirs is read. */
export function readerOf(fields: readonly FieldPacket[]): RowReader {
  const types = fields.map(typeOf);
  return {
    columns: fields.map(({ name }, at) => {
      const type = types[at]?.[0] ?? "String";
      return type === "String" ? name : { name, type };
    }),
    row: (values) =>
      types.map(([, cell], at) => {
        const value = values[at];
        return value === null || value === undefined ? null : cell(value);
      }),
  };
}

function typeOf(field: FieldPacket): readonly [ColumnType, ReadCell] {
  const unsigned = (Number(field.flags) & unsignedFlag) !== 0;
  switch (field.columnType) {
    case Types.TINY:
      // `BOOLEAN` is `TINYINT(1)`, and the width is all that is left of it.
      if (field.columnLength === 1) return ["Boolean", (value) => truthOf(Number(value))];
      return [unsigned ? "Byte" : "Int16", wholeNumber];
    case Types.SHORT:
      return [unsigned ? "Int32" : "Int16", wholeNumber];
    case Types.YEAR:
      return ["Int16", wholeNumber];
    case Types.INT24:
      return ["Int32", wholeNumber];
    case Types.LONG:
      return [unsigned ? "Int64" : "Int32", wholeNumber];
    case Types.LONGLONG:
      return [unsigned ? "Decimal" : "Int64", String];
    case Types.DECIMAL:
    case Types.NEWDECIMAL:
      return ["Decimal", String];
    case Types.FLOAT:
      return ["Single", (value) => shortestFloat(Number(value))];
    case Types.DOUBLE:
      return ["Double", Number];
    case Types.TIME:
      return ["String", (value) => timeText(String(value))];
    case Types.DATE:
    case Types.NEWDATE:
      return ["DateTime", (value) => dateCell(String(value))];
    case Types.DATETIME:
    case Types.TIMESTAMP:
      return ["DateTime", (value) => momentCell(String(value))];
    case Types.BIT:
      if (field.columnLength === 1)
        return ["Boolean", (value) => value instanceof Uint8Array && value[0] === 1];
      return ["String", bytesOrText];
    default:
      return [field.extendedTypeName === "uuid" ? "Guid" : "String", bytesOrText];
  }
}

/** A `TINYINT(1)`: the width is no limit, so what is neither 0 nor 1 stays the number that it is. */
export function truthOf(value: number): Cell {
  return value === 0 || value === 1 ? value === 1 : value;
}

const wholeNumber = (value: unknown): Cell => Number(value);

const bytesOrText = (value: unknown): Cell => (value instanceof Uint8Array ? value : String(value));

/**
 * A date as it stands. One that is no day (`0000-00-00`, `2026-00-00`) is an empty cell, for a sheet
 * has no such date.
 */
export function dateCell(text: string): Cell {
  return isDay(text) ? text.slice(0, 10) : null;
}

/**
 * `2026-06-16 11:04:08.250000` as `2026-06-16T11:04:08.250`: 3 or 6 decimals where there is a
 * part of a second.
 */
export function momentCell(text: string): Cell {
  if (!isDay(text)) return null;
  const [time = "00:00:00", fraction = ""] = text.slice(11).split(".");
  const decimals = fraction.replace(/(?<!0)0+$/, "");
  const end = decimals === "" ? "" : `.${decimals.padEnd(decimals.length > 3 ? 6 : 3, "0")}`;
  return `${text.slice(0, 10)}T${time}${end}`;
}

/** A time of day or a duration without the zeros that end its part of a second. */
export function timeText(text: string): string {
  return text.includes(".") ? text.replace(/\.?(?<!0)0+$/, "") : text;
}

function isDay(text: string): boolean {
  return !text.startsWith("0000") && text.slice(5, 7) !== "00" && text.slice(8, 10) !== "00";
}
