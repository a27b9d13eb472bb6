/** Only SQL Server needs this file: it has table types, where the other databases take saved rows as JSON. */

import { TYPES } from "tedious";
import { RequestInvalid } from "../../../../interject/errors.ts";
import { normalName } from "../../../../interject/request/normal-name.ts";
import { quoted } from "../dialect.ts";
import { type SaveRows, SqlFailure } from "../engine.ts";
import { readTyped } from "../read-typed.ts";
import { type Bound, bytesSize, bytesTypes, excess, textSize } from "./bind.ts";
import { dataTypeOf, type TableType, type TableTypeColumn } from "./catalogue.ts";
import { dialect } from "./dialect.ts";
import type { TdsType } from "./exact-decimal.ts";

/**
 * Column types that hold every value of theirs as the reader gives it; the rest go as text, which the
 * server converts.
 */
const sameTypes: Readonly<Record<string, TdsType>> = {
  bigint: TYPES.BigInt,
  int: TYPES.Int,
  smallint: TYPES.SmallInt,
  tinyint: TYPES.TinyInt,
  bit: TYPES.Bit,
  float: TYPES.Float,
  real: TYPES.Real,
};

/**
 * A saved table as a table-valued parameter: the table type's columns in their order, filled from the
 * sheet's columns as a routine's parameters are, `unit_price` from `Unit Price`. One that the sheet has not
 * is null, one that the type has not is left out.
 * @throws SqlFailure `data` with the sheet's row, the column and what its value must be
 */
export function bindTable(table: TableType, saved: SaveRows): Bound {
  if (table.columns.length === 0) {
    const name = `${table.schema}.${table.name}`;
    throw new SqlFailure(
      "other",
      `The user may not see the columns of the table type ${name}: grant EXECUTE on it.`,
    );
  }
  const places = table.columns.map(({ name }) => placeOf(saved.columns, name));
  const rows = saved.rows.map((cells, index) =>
    table.columns.map((column, at) => {
      const place = places[at] ?? -1;
      return place < 0 ? null : readCell(column, cells[place] ?? null, () => rowName(saved, index));
    }),
  );
  const columns = table.columns.map((column, at) => ({
    name: column.name,
    ...wireType(column, rows, at),
  }));
  return {
    // A declaration in a statement is the server's syntax: the names in it are quoted, those on
    // the wire are not.
    type: { ...TYPES.TVP, declaration: () => `${quoted(dialect, table.schema, table.name)} readonly` },
    value: { schema: table.schema, name: table.name, columns, rows },
  };
}

/** The sheet has no two columns of one normal form: that has been seen to before. */
function placeOf(columns: readonly string[], name: string): number {
  const wanted = normalName(name);
  return columns.findIndex((column) => normalName(column) === wanted);
}

/** The sheet's number for a row stands in the saved table's first column. */
function rowName(saved: SaveRows, index: number): string {
  const number = saved.columns[0]?.toLowerCase() === "row" ? saved.rows[index]?.[0] : null;
  return number ? `Row ${number} of the sheet` : `Row ${index + 1} of the saved rows`;
}

function readCell(column: TableTypeColumn, text: string | null, row: () => string): unknown {
  const refuse = (sentence: string, options?: ErrorOptions) =>
    new SqlFailure("data", `${row()}: ${sentence}`, options);
  if (text !== null && column.base === "timestamp")
    throw refuse(`${column.name} is counted by the database, and takes no value.`);
  const value = readValue(column, text, refuse);
  const tooLong =
    typeof value === "string" || value instanceof Uint8Array ? excess(column.name, column, value) : null;
  if (tooLong !== null) throw refuse(tooLong);
  if (value instanceof Uint8Array) return Buffer.from(value);
  if (value === null || sameTypes[column.base] !== undefined) return value;
  // As in `bindText`.
  return String(value).toWellFormed();
}

function readValue(
  column: TableTypeColumn,
  text: string | null,
  refuse: (sentence: string, options: ErrorOptions) => SqlFailure,
): ReturnType<typeof readTyped> {
  try {
    return readTyped(column.name, text, dataTypeOf(column));
  } catch (error) {
    if (!(error instanceof RequestInvalid)) throw error;
    throw refuse(error.message, { cause: error });
  }
}

/**
 * A text or bytes column is declared as long as its longest value needs; the server holds it against the
 * column's own length.
 */
function wireType(
  column: TableTypeColumn,
  rows: readonly (readonly unknown[])[],
  at: number,
): { readonly type: TdsType; readonly length?: number } {
  const same = sameTypes[column.base];
  if (same !== undefined) return { type: same };
  const longest = rows.reduce((most, { [at]: value }) => {
    const length = typeof value === "string" || value instanceof Uint8Array ? value.length : 0;
    return Math.max(most, length);
  }, 0);
  return bytesTypes.has(column.base)
    ? { type: TYPES.VarBinary, ...bytesSize(longest) }
    : { type: TYPES.NVarChar, ...textSize(longest) };
}
