import mysql2, { type FieldPacket } from "mysql2";
import type { Cell, Column, ColumnType, Row } from "../../../../interject/response/table.ts";
import { shortestFloat } from "../shortest-float.ts";
import { type ReadCell, type RowPacket, read, readRow } from "./row-packet.ts";

/** The driver's type numbers: MySQL's `enum_field_types`. */
const { Types } = mysql2;

const unsignedFlag = 32;
/** MySQL's number for "no character set": bytes rather than text. */
const binaryCharset = 63;

/** How the rows of a result set become cells. */
export interface RowReader {
  readonly columns: readonly Column[];
  readonly row: (packet: RowPacket) => Row;
}

/** A result set's columns, and how a row of theirs is read. */
export function readerOf(fields: readonly FieldPacket[]): RowReader {
  const types = fields.map(typeOf);
  const cells = types.map(([, read]) => read);
  return {
    columns: fields.map(({ name }, at) => {
      const type = types[at]?.[0] ?? "String";
      return type === "String" ? name : { name, type };
    }),
    row: (packet) => readRow(packet, cells),
  };
}

function typeOf(field: FieldPacket): readonly [ColumnType, ReadCell] {
  const unsigned = (Number(field.flags) & unsignedFlag) !== 0;
  switch (field.columnType) {
    case Types.TINY: {
      const byte = unsigned ? read.uint8 : read.int8;
      // `BOOLEAN` is `TINYINT(1)`, and the width is all that is left of it.
      if (field.columnLength === 1) return ["Boolean", (packet) => truthOf(byte(packet))];
      return [unsigned ? "Byte" : "Int16", byte];
    }
    case Types.SHORT:
      return unsigned ? ["Int32", read.uint16] : ["Int16", read.int16];
    case Types.YEAR:
      return ["Int16", read.uint16];
    case Types.INT24:
      return ["Int32", unsigned ? read.uint32 : read.int32];
    case Types.LONG:
      return unsigned ? ["Int64", read.uint32] : ["Int32", read.int32];
    case Types.LONGLONG:
      return unsigned ? ["Decimal", read.uint64] : ["Int64", read.int64];
    case Types.DECIMAL:
    case Types.NEWDECIMAL:
      return ["Decimal", textIn("ascii")];
    case Types.FLOAT:
      return ["Single", (packet) => shortestFloat(read.float(packet))];
    case Types.DOUBLE:
      return ["Double", read.double];
    case Types.TIME:
      return ["String", (packet) => timeText(packet.readTimeString())];
    case Types.DATE:
    case Types.NEWDATE:
      return ["DateTime", read.date];
    case Types.DATETIME:
    case Types.TIMESTAMP:
      return ["DateTime", read.moment];
    case Types.BIT:
      if (field.columnLength === 1) return ["Boolean", (packet) => packet.readLengthCodedBuffer()[0] === 1];
      return ["String", read.bytes];
    case Types.VECTOR:
      return ["String", (packet) => String(packet.parseVector())];
    case Types.GEOMETRY:
      // With the reference system in front, which the driver's own reader drops.
      return ["String", read.bytes];
    case Types.JSON:
      return ["String", textIn("utf8")];
    default: {
      const isText = field.characterSet !== binaryCharset || field.extendedFormat === "json";
      return [
        field.extendedTypeName === "uuid" ? "Guid" : "String",
        isText ? textIn(field.encoding) : read.bytes,
      ];
    }
  }
}

const textIn =
  (encoding: string | undefined): ReadCell =>
  (packet) =>
    packet.readLengthCodedString(encoding);

/** A `TINYINT(1)`: the width is no limit, so what is neither 0 nor 1 stays the number that it is. */
export function truthOf(value: number): Cell {
  return value === 0 || value === 1 ? value === 1 : value;
}

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
