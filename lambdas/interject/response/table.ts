/**
 * A table as a report returns it. `response.ts` writes it as the JSON-in-JSON that the Addin reads
 * (protocol section 4).
 */

/**
 * A cell, and how it is written:
 * - text and numbers as they are
 * - a `bigint` as its digits and a number that JSON cannot hold by its name (`NaN`), both as text, so nothing
 *   is rounded
 * - a boolean as `True` or `False`
 * - a `Date`, which must be valid, as its UTC time `2026-06-16T11:04:08`, with `.250` where there are
 *   milliseconds
 * - bytes as base64
 * - null as an empty cell
 */
export type Cell = string | number | bigint | boolean | Date | Uint8Array | null;

/** A cell for each column, in order. A cell too few or too many is an error of the report. */
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

/**
 * A column: its name alone, or with the type of its cells. The default `String` takes any cell; in a column
 * of another type, a cell that is not of it is an error of the report.
 */
export type Column = string | { readonly name: string; readonly type: ColumnType };

/**
 * Rows from memory, from a generator, or from a source that delivers them in batches, such as a database
 * cursor. They are pulled one batch at a time, as fast as the caller takes them. An empty array from an async
 * source is an empty batch.
 */
export type Rows = Iterable<Row> | AsyncIterable<Row | readonly Row[]>;

/**
 * One result set.
 * @example
 * const table: Table = { columns: ["Customer", { name: "Due", type: "Decimal" }], rows: [["Miller", 12.5]] };
 */
export interface Table {
  /** Name in the response. Tables without a name are called `Table`, `Table1`, ... in order. */
  readonly name?: string;
  readonly columns: readonly Column[];
  readonly rows: Rows;
}
