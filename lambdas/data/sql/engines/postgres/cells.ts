import type { FieldDef } from "pg";
import type { Cell, Column, ColumnType } from "../../../../interject/response/table.ts";
import type { ParameterType } from "../engine.ts";
import { changedForm } from "./forms.ts";

/**
 * What a column of a type is called, and how its values are read: they arrive as text, so nothing is
 * rounded on the way.
 */
interface CellReader {
  readonly column: ColumnType;
  /** Null where the server's text is the cell. */
  readonly read: ((text: string) => Cell) | null;
}

const reader = (column: ColumnType, read: CellReader["read"] = null): CellReader => ({ column, read });

/**
 * By the type's number in `pg_type`, which never changes for built-in types (PostgreSQL: "System
 * Catalogs", `pg_type.dat`).
 */
const readers: ReadonlyMap<number, CellReader> = new Map([
  [16, reader("Boolean", (text) => text === "t")],
  [17, reader("String", bytes)],
  [20, reader("Int64")],
  [21, reader("Int16")],
  [23, reader("Int32")],
  [26, reader("Int64")],
  [700, reader("Single")],
  [701, reader("Double")],
  [1082, reader("DateTime")],
  [1114, reader("DateTime", withT)],
  [1184, reader("DateTime", inUtc)],
  [1700, reader("Decimal")],
  [2950, reader("Guid")],
]);

/** A cursor's name, in a result. */
export const refcursorType = 1790;
export const voidType = 2278;

const asItIs = reader("String");

/** A column of a result. */
export function columnOf({ name, dataTypeID }: FieldDef): Column {
  const { column } = readers.get(dataTypeID) ?? asItIs;
  return column === "String" ? name : { name, type: column };
}

/** What `pg` reads a value of a type with. */
export function parserOf(typeId: number): (text: string) => Cell {
  return readers.get(typeId)?.read ?? identity;
}

function identity(text: string): Cell {
  return text;
}

/** `\x` and two digits a byte: the output that the session asks for. No other begins so. */
function bytes(text: string): Cell {
  if (!text.startsWith("\\x")) throw changedForm("bytea_output");
  return Buffer.from(text.slice(2), "hex");
}

/** `2026-06-16 11:04:08.25`; the infinities and years before Christ stay as they are. */
function withT(text: string): Cell {
  return text.charCodeAt(10) === 0x20 ? `${text.slice(0, 10)}T${text.slice(11)}` : text;
}

const zoned = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d+)?([+-])(\d\d)(?::(\d\d))?(?::(\d\d))?$/;

/** A moment, in UTC and without a zone like every other; to the microsecond. */
function inUtc(text: string): Cell {
  if (text.length > 22 && text.endsWith("+00")) return withT(text.slice(0, -3));
  const parts = zoned.exec(text);
  if (parts === null) return text.endsWith("+00") ? withT(text.slice(0, -3)) : text;
  const [, day, time, fraction = "", sign, hours, minutes = "0", seconds = "0"] = parts;
  const offsetMs = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  const shifted = Date.parse(`${day}T${time}Z`) - (sign === "+" ? offsetMs : -offsetMs);
  return `${new Date(shifted).toISOString().slice(0, 19)}${fraction}`;
}

/**
 * How the text for a parameter of a declared type is to be read; arrays and the rest pass as they are.
 */
const dataTypes: Readonly<Record<string, ParameterType>> = {
  bool: "boolean",
  int2: "smallint",
  int4: "int",
  int8: "bigint",
  numeric: "numeric",
  float4: "single number",
  float8: "double number",
  bytea: "bytes",
  date: "date",
  timestamp: "moment",
  timestamptz: "moment",
  text: "nvarcharmax",
  varchar: "nvarcharmax",
  bpchar: "nvarcharmax",
  xml: "nvarcharmax",
};

/** @param typeName as in `pg_type.typname`, of the type that a domain is based on */
export function dataTypeOf(typeName: string): ParameterType {
  return dataTypes[typeName] ?? "none";
}
