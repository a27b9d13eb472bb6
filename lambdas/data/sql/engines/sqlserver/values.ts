import type { Cell, Column, ColumnType } from "../../../../interject/response/table.ts";
import { dateTimeText, dayText, timeText } from "./date-cells.ts";

/** What tedious tells of a column or an output parameter, as far as it matters here. */
export interface ValueType {
  readonly type: { readonly name: string };
  readonly dataLength?: number | undefined;
}

/** How the values of a type come, and what their column is called. */
interface Form {
  readonly type: ColumnType;
  readonly cell: (value: unknown) => Cell;
}

/** Whole numbers up to 32 bits, texts, booleans and bytes are cells as the driver reads them. */
const asRead = (type: ColumnType): Form => ({ type, cell: plain });
const dated = (type: ColumnType, text: (date: Date) => string): Form => ({
  type,
  cell: (value) => (value instanceof Date ? text(value) : plain(value)),
});

const single: Form = {
  type: "Single",
  cell: (value) => (typeof value === "number" ? shortest(value) : null),
};
const double = asRead("Double");
const wholeNumbers: Readonly<Record<number, Form>> = {
  1: asRead("Byte"),
  2: asRead("Int16"),
  4: asRead("Int32"),
  8: asRead("Int64"),
};

/** By the driver's name of the type; those that are missing are text. */
const forms: Readonly<Record<string, Form>> = {
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

function formOf({ type, dataLength = 0 }: ValueType): Form {
  if (type.name === "IntN") return wholeNumbers[dataLength] ?? text;
  if (type.name === "FloatN") return dataLength === 4 ? single : double;
  return forms[type.name] ?? text;
}

/** A result set's columns, and how a row of theirs is read. A column without a name has an empty one. */
export function readerOf(columns: readonly (ValueType & { readonly colName: string })[]): {
  readonly columns: readonly Column[];
  readonly row: (values: readonly { readonly value: unknown }[]) => readonly Cell[];
} {
  const types = columns.map(formOf);
  return {
    columns: columns.map(({ colName }, index) => ({ name: colName, type: types[index]?.type ?? "String" })),
    row: (values) => values.map(({ value }, index) => (types[index] ?? text).cell(value)),
  };
}

/** An output parameter's value as text, as a cell of its type would be written. */
export function outputText(value: unknown, type: ValueType): string | null {
  const cell = formOf(type).cell(value);
  if (cell === null) return null;
  if (typeof cell === "boolean") return cell ? "True" : "False";
  return cell instanceof Uint8Array ? Buffer.from(cell).toString("base64") : String(cell);
}

function plain(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return value instanceof Uint8Array ? value : String(value);
}

/** The number with the fewest digits that is the same 4-byte number: 0.1, not 0.10000000149011612. */
function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
