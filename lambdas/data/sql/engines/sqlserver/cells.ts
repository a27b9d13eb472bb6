import type { Cell, Column, ColumnType, Row } from "../../../../interject/response/table.ts";
import { cellText } from "../cell-text.ts";
import { shortestFloat } from "../shortest-float.ts";
import { dateTimeText, dayText, timeText } from "./date-cells.ts";

/** What tedious tells of a column or an output parameter, as far as it matters here. */
export interface ValueType {
  readonly type: { readonly name: string };
  readonly dataLength?: number | undefined;
}

/** What a column of a type is called, and how its values are read. */
interface CellReader {
  readonly type: ColumnType;
  readonly cell: (value: unknown) => Cell;
}

/** Whole numbers up to 32 bits, texts, booleans and bytes are cells as the driver reads them. */
const asRead = (type: ColumnType): CellReader => ({ type, cell: plain });
const dated = (type: ColumnType, text: (date: Date) => string): CellReader => ({
  type,
  cell: (value) => (value instanceof Date ? text(value) : plain(value)),
});

const single: CellReader = {
  type: "Single",
  cell: (value) => (typeof value === "number" ? shortestFloat(value) : null),
};
const double = asRead("Double");
const wholeNumbers: Readonly<Record<number, CellReader>> = {
  1: asRead("Byte"),
  2: asRead("Int16"),
  4: asRead("Int32"),
  8: asRead("Int64"),
};

/** By the driver's name of the type; those that are missing are text. */
const readers: Readonly<Record<string, CellReader>> = {
  TinyInt: asRead("Byte"),
  SmallInt: asRead("Int16"),
  Int: asRead("Int32"),
  BigInt: asRead("Int64"),
  Bit: asRead("Boolean"),
  BitN: asRead("Boolean"),
  Real: single,
  Float: double,
  // Exact text: `exact-numbers.ts`.
  NumericN: asRead("Decimal"),
  DecimalN: asRead("Decimal"),
  Money: asRead("Decimal"),
  SmallMoney: asRead("Decimal"),
  MoneyN: asRead("Decimal"),
  SmallDateTime: dated("DateTime", dateTimeText),
  DateTime: dated("DateTime", dateTimeText),
  DateTimeN: dated("DateTime", dateTimeText),
  DateTime2: dated("DateTime", dateTimeText),
  DateTimeOffset: dated("DateTime", dateTimeText),
  Date: dated("DateTime", dayText),
  Time: dated("String", timeText),
  UniqueIdentifier: asRead("Guid"),
};
const text = asRead("String");

function readerOfType({ type, dataLength = 0 }: ValueType): CellReader {
  if (type.name === "IntN") return wholeNumbers[dataLength] ?? text;
  if (type.name === "FloatN") return dataLength === 4 ? single : double;
  return readers[type.name] ?? text;
}

/** How the rows of a result set become cells. */
export interface RowReader {
  readonly columns: readonly Column[];
  readonly row: (values: readonly { readonly value: unknown }[]) => Row;
}

/** A result set's columns, and how a row of theirs is read. A column without a name has an empty one. */
export function readerOf(columns: readonly (ValueType & { readonly colName: string })[]): RowReader {
  const types = columns.map(readerOfType);
  return {
    columns: columns.map(({ colName }, index) => ({ name: colName, type: types[index]?.type ?? "String" })),
    row: (values) => values.map(({ value }, index) => (types[index] ?? text).cell(value)),
  };
}

/** An output parameter's value as text, as a cell of its type would be written. */
export function outputText(value: unknown, type: ValueType): string | null {
  return cellText(readerOfType(type).cell(value));
}

function plain(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return value instanceof Uint8Array ? value : String(value);
}
