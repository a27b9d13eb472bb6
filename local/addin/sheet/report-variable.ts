import type { ColumnDefinition } from "../request-context.ts";
import type { ReturnedTable } from "../response.ts";
import { leftoversRow, rowDefinitions } from "./definitions.ts";
import { insertDetails, removeDetails } from "./detail-rows.ts";
import { withoutPlace } from "./report-fixed.ts";
import { FormulaUnreadable, type ReportFormula } from "./report-formula.ts";
import { rowGroups } from "./row-groups.ts";
import type { Sheet } from "./sheet.ts";
import { missingColumns, targetColumns } from "./target-columns.ts";

/**
 * Lays out a ReportVariable: each row definition grows to its records, and what stands between the groups,
 * such as subtotals, moves along. Ours: the columns of the row definitions keep what they hold.
 * @returns what there is to say about it
 */
export function layOutVariable(
  sheet: Sheet,
  formula: ReportFormula,
  definitions: readonly ColumnDefinition[],
  table: ReturnedTable,
): readonly string[] {
  const given = formula.range("rows");
  const asked = formula.range("columns");
  if (given === null || asked === null)
    throw new FormulaUnreadable("A ReportVariable needs a RowDefRange and a ColDefRange.");
  const range = removeDetails(sheet, given);
  const rows = rowDefinitions(sheet, range, definitions);
  const { groups, leftovers } = rowGroups(rows, table, formula.flag("duplicates", true));
  const columns = targetColumns(definitions, asked, table).filter(
    ({ column }) => column < range.left || column > range.right,
  );
  const place = leftoversRow(sheet, range);
  const all = [
    ...rows.map(({ row }, at) => ({ row, records: groups[at] ?? [] })),
    ...(place === undefined ? [] : [{ row: place, records: leftovers }]),
  ];
  const spacer = formula.flag("spacer");
  const formats = formula.range("formats");
  // From below, so that no row has moved before its turn.
  for (const { row, records } of all.toSorted((one, other) => other.row - one.row))
    insertDetails(sheet, { range, row, spacer, formats }, columns, records);
  return [...missingColumns(definitions, table), ...withoutPlace(place === undefined ? leftovers.length : 0)];
}
