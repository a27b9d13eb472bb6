/**
 * A table as a report returns it. `response.ts` writes it as the JSON-in-JSON that the Addin reads
 * (protocol section 4).
 */

/**
 * A cell. Text and numbers are written as they are; a `bigint` as its digits and a number that JSON cannot
 * hold by its name, both as text, so that nothing is rounded; a boolean as `True` or `False`; a `Date` as its UTC time
 * `2026-06-16T11:04:08`, without a zone and with `.250` behind it only when there are milliseconds (it must be valid); bytes as base64; null is an empty cell.
 */
export type Cell = string | number | bigint | boolean | Date | Uint8Array | null;

/** Cells in column order; a missing one at the end is an empty cell, one too many an error of the report. */
export type Row = readonly Cell[];

/** .NET type names that the Addin knows for a column (protocol section 4). */
export type ColumnType =
  | "String"
  | "DateTime"
  | "Boolean"
  | "Decimal"
  | "Single"
  | "Double"
  | "Int64"
  | "Int32"
  | "Int16"
  | "Byte"
  | "Guid";

/** A column: its name alone, or with the type of its cells (default `String`). */
export type Column = string | { readonly name: string; readonly type: ColumnType };

/**
 * Rows from memory, from a generator, or from a source that delivers them in batches (a database cursor);
 * they are pulled one batch at a time, as fast as the caller takes them. An empty array from an async source is an
 * empty batch.
 */
export type Rows = Iterable<Row> | AsyncIterable<Row | readonly Row[]>;

/** One result set. */
export interface Table {
  /** Name in the response; without one they are named `Table`, `Table2`, ... in order. */
  readonly name?: string;
  readonly columns: readonly Column[];
  readonly rows: Rows;
}
