import type { ColumnDefinition } from "../request-context.ts";
import type { ReturnedTable } from "../response.ts";
import { FormulaUnreadable, type ReportFormula } from "./report-formula.ts";
import type { Sheet } from "./sheet.ts";
import { missingColumns } from "./target-columns.ts";
import { cellValue } from "./value.ts";

/**
 * Lays out a ReportLookup: one cell gets the first row's value of the named column, or of the first column if
 * none is named. Ours: where no row came, the cell is emptied.
 * @returns what there is to say about it
 */
export function layOutLookup(
  sheet: Sheet,
  formula: ReportFormula,
  definitions: readonly ColumnDefinition[],
  table: ReturnedTable,
): readonly string[] {
  const target = formula.range("target");
  if (target === null) return ["No TargetDataRange is given: the value is not shown."];
  if (target.top !== target.bottom || target.left !== target.right)
    throw new FormulaUnreadable("The TargetDataRange of a ReportLookup must be a single cell.");
  const name = definitions[0]?.name.toLowerCase();
  const at = name === undefined ? 0 : table.columns.findIndex((column) => column.toLowerCase() === name);
  const returned = table.rows[0]?.[at] ?? null;
  sheet.set(target.top, target.left, cellValue(returned, sheet.format(target.top, target.left)));
  return missingColumns(definitions.slice(0, 1), table);
}
