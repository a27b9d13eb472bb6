import mysql2, { type FieldPacket } from "mysql2";
import type { Cell, Column, ColumnType } from "../../../../interject/response/table.ts";
import { dateCell, floatCell, momentCell, timeText } from "./values.ts";

/** The driver's type numbers: MySQL's `enum_field_types`. */
const { Types } = mysql2;

const unsignedFlag = 32;
/** MySQL's number for "no character set": bytes rather than text. */
const binaryCharset = 63;

/** A column of a result set and how a value of the driver becomes its cell. */
export interface ColumnReader {
  readonly column: Column;
  /** Takes what the driver read, null excepted. */
  readonly cell: (value: unknown) => Cell;
}

/**
 * Has the driver read geometries as their bytes, where it would make objects without their reference system of them.
 * To be called before the driver reads the first row.
 */
export function keepGeometries(fields: readonly FieldPacket[]): void {
  for (const field of fields) {
    if (field.columnType !== Types.GEOMETRY) continue;
    field.columnType = Types.BLOB;
    field.characterSet = binaryCharset;
  }
}

/** How a result set's columns are read. */
export function columnReaders(fields: readonly FieldPacket[]): readonly ColumnReader[] {
  return fields.map((field) => {
    const [type, cell] = readerOf(field);
    return { column: type === "String" ? field.name : { name: field.name, type }, cell };
  });
}

/** A row as the driver read it, as cells. */
export function cellsOf(readers: readonly ColumnReader[], row: readonly unknown[]): readonly Cell[] {
  return readers.map(({ cell }, index) => {
    const value = row[index];
    return value === null || value === undefined ? null : cell(value);
  });
}

function readerOf(field: FieldPacket): readonly [ColumnType, ColumnReader["cell"]] {
  const unsigned = (Number(field.flags) & unsignedFlag) !== 0;
  switch (field.columnType) {
    case Types.TINY:
      // `BOOLEAN` is `TINYINT(1)`, and the width is all that is left of it.
      if (field.columnLength === 1) return ["Boolean", (value) => value !== 0];
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
      return ["Single", (value) => floatCell(Number(value))];
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

const wholeNumber = (value: unknown): Cell => Number(value);

const bytesOrText = (value: unknown): Cell => (value instanceof Uint8Array ? value : String(value));
