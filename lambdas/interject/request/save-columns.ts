import { RequestInvalid } from "../errors.ts";
import { describeProblems, type ParameterEntries, type ParameterValues, readEntries } from "./parameter.ts";
import type { SaveRow, SaveTable } from "./save.ts";
import { decodeName } from "./xml-name.ts";

/** A saved row with its cells read as declared, or with what is wrong with them. */
export type SavedRow<Entries extends ParameterEntries> =
  | { readonly cells: SaveRow; readonly values: ParameterValues<Entries>; readonly problem: null }
  | { readonly cells: SaveRow; readonly values: null; readonly problem: string };

/**
 * Reads a saved table's columns as declared, with the building blocks of report parameters. A row that does
 * not fit is no error of the request: it carries a sentence, to show in a column beside it.
 * @throws RequestInvalid `save` when a declared column is missing, or there twice
 * @example
 * const rows = savedRows(save, { CustomerID: text(), Limit: optional(decimal()) });
 * for (const { values, problem } of rows) if (problem === null) await store(values.CustomerID, values.Limit);
 */
export function savedRows<const Entries extends ParameterEntries>(
  table: SaveTable,
  entries: Entries,
): SavedRow<Entries>[] {
  const cells = new Map(Object.keys(entries).map((name) => [name, cellOf(table, name)]));
  return table.rows.map((row) => {
    const { values, problems } = readEntries(entries, (name) => cells.get(name)?.(row) ?? null);
    if (values === null) return { cells: row, values, problem: describeProblems(problems) };
    return { cells: row, values, problem: null };
  });
}

/**
 * Finds a column by its name, in any letter case, and gives what reads its cell from a row.
 * @throws RequestInvalid `save` when the table has no such column, or two of them
 */
export function cellOf(table: SaveTable, name: string): (row: SaveRow) => string | null {
  const wanted = name.toLowerCase();
  const named = ({ name: sent }: { readonly name: string }) =>
    sent.toLowerCase() === wanted || decodeName(sent).toLowerCase() === wanted;
  const index = table.columns.findIndex(named);
  if (index < 0) {
    const sent = table.columns.map((column) => decodeName(column.name)).join(", ");
    throw new RequestInvalid("save", `The table to save has no column ${name}. It has ${sent}.`);
  }
  if (table.columns.findLastIndex(named) !== index) {
    const message = `The table to save has two columns ${name}. Rename or remove one of them.`;
    throw new RequestInvalid("save", message);
  }
  return (row) => row[index] ?? null;
}
