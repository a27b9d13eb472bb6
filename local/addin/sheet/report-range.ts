import type { ColumnDefinition } from "../request-context.ts";
import type { ReturnedTable } from "../response.ts";
import { sheetLimit } from "./reference.ts";
import type { ReportFormula } from "./report-formula.ts";
import type { Sheet, Span } from "./sheet.ts";
import { missingColumns, type TargetColumn, targetColumns, writeRecord } from "./target-columns.ts";

/**
 * Lays out a ReportRange: the records take the rows of the target range but its last, which stays below them.
 * Rows are inserted above the last row, or deleted, until they fit. Ours: one row stays where no record came,
 * because the next pull takes its formats from there.
 * @returns what there is to say about it
 */
export function layOutRange(
  sheet: Sheet,
  formula: ReportFormula,
  definitions: readonly ColumnDefinition[],
  table: ReturnedTable,
): readonly string[] {
  const target = formula.range("target");
  if (target === null)
    return table.rows.length === 0 ? [] : ["No TargetDataRange is given: no row is shown."];
  const asked = formula.range("columns");
  const columns: readonly TargetColumn[] =
    asked === null
      ? table.columns.map((_, at) => ({ column: target.left + at, line: 0, at }))
      : targetColumns(definitions, asked, table);
  const lines = asked === null ? 1 : asked.bottom - asked.top + 1;
  const headings = asked === null && formula.flag("fieldNames") ? [table.columns] : [];
  const records = [...headings, ...table.rows];

  const whole = formula.flag("entireRows") || target.right - target.left + 1 === sheetLimit.columns;
  const span: Span | undefined = whole ? undefined : target;
  const first = target.top + (formula.flag("spacer") ? 1 : 0);
  const there = Math.max(target.bottom - first, 0);
  const wanted = Math.max(records.length, 1) * lines;
  if (there > wanted) sheet.remove(first + wanted, there - wanted, span);
  if (there < wanted) sheet.insert(first + there, wanted - there, span);

  const formats = formula.range("formats");
  for (let at = 0; at < wanted; at++) {
    const line = at % lines;
    if (formats !== null) sheet.copyRow(formats.top + line, first + at, "all", span);
    else if (at >= there && first + line !== first + at)
      sheet.copyRow(first + line, first + at, "formats", span);
  }
  for (let at = 0; at < Math.max(records.length, 1); at++)
    writeRecord(sheet, first + at * lines, columns, records[at] ?? null);
  return missingColumns(definitions, table);
}
