import type { ColumnDefinition } from "../request-context.ts";
import type { ReturnedTable } from "../response.ts";
import { isClear, leftoversRow, rowDefinitions } from "./definitions.ts";
import { insertDetails, removeDetails } from "./detail-rows.ts";
import { FormulaUnreadable, type ReportFormula } from "./report-formula.ts";
import { rowGroups } from "./row-groups.ts";
import type { Sheet } from "./sheet.ts";
import { missingColumns, targetColumns, writeRecord } from "./target-columns.ts";

/**
 * Lays out a ReportFixed: each row with a row definition gets its record, the last one where several fit.
 * Other rows of the range, such as totals, stay as they are. Records without a place go to `[leftovers]`.
 * Ours: a column that the answer does not have keeps its cells.
 * @returns what there is to say about it
 */
export function layOutFixed(
  sheet: Sheet,
  formula: ReportFormula,
  definitions: readonly ColumnDefinition[],
  table: ReturnedTable,
): readonly string[] {
  const given = formula.range("rows");
  const asked = formula.range("columns");
  if (given === null || asked === null)
    throw new FormulaUnreadable("A ReportFixed needs a RowDefRange and a ColDefRange.");
  const range = removeDetails(sheet, given);
  const rows = rowDefinitions(sheet, range, definitions);
  const { groups, leftovers } = rowGroups(rows, table, true);
  const clear = new Set(definitions.filter(isClear).map(({ column }) => column));
  const columns = targetColumns(definitions, asked, table)
    .filter(({ column }) => column < range.left || column > range.right)
    .filter(({ at, column }) => at !== null || clear.has(column));
  for (const [at, { row }] of rows.entries()) writeRecord(sheet, row, columns, groups[at]?.at(-1) ?? null);
  const place = leftoversRow(sheet, range);
  if (place !== undefined) {
    insertDetails(sheet, { range, row: place, spacer: false, formats: null }, columns, leftovers);
    return missingColumns(definitions, table);
  }
  return [...missingColumns(definitions, table), ...withoutPlace(leftovers.length)];
}

/** How many records found no place, in a sentence; none if all did. */
export function withoutPlace(count: number): readonly string[] {
  if (count === 0) return [];
  return [count === 1 ? "1 row finds no place in the sheet." : `${count} rows find no place in the sheet.`];
}
