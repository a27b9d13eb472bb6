import { RequestInvalid } from "../errors.ts";
import { listed, normalName } from "./normal-name.ts";
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
 * Finds a column by its name as people mean it, `CustomerID` under `Customer ID` too, and gives what reads
 * its cell from a row.
 * @throws RequestInvalid `save` when the table has no such column, or several
 */
export function cellOf(table: SaveTable, name: string): (row: SaveRow) => string | null {
  const wanted = normalName(name);
  const sent = table.columns.map((column) => decodeName(column.name));
  const found = table.columns.flatMap((column, at) =>
    [column.name, sent[at] ?? ""].some((form) => normalName(form) === wanted) ? [at] : [],
  );
  const [index, another] = found;
  if (index === undefined) {
    throw new RequestInvalid("save", `The table to save has no column ${name}. It has ${listed(sent)}.`);
  }
  if (another !== undefined) {
    const names = found.map((at) => `"${sent[at]}"`).join(" and ");
    const message = `The sheet has two columns for the same value, ${names}. Rename or remove one of them.`;
    throw new RequestInvalid("save", message);
  }
  return (row) => row[index] ?? null;
}
