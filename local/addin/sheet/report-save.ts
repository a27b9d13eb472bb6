import type { ColumnDefinition } from "../request-context.ts";
import type { AddinResult } from "../response.ts";
import type { SheetTable } from "../save.ts";
import { isData, keyedRows } from "./definitions.ts";
import { FormulaUnreadable, type ReportFormula } from "./report-formula.ts";
import type { Sheet } from "./sheet.ts";
import { cellValue, sentText } from "./value.ts";

/**
 * The table that a ReportSave sends: the rows with something in the RowDefRange, or all rows of the range if
 * CaptureAllRows is TRUE, with the columns that the ColDefRange names.
 * @throws FormulaUnreadable
 */
export function savedTable(
  sheet: Sheet,
  formula: ReportFormula,
  definitions: readonly ColumnDefinition[],
): SheetTable {
  const range = formula.range("rows");
  if (range === null) throw new FormulaUnreadable("A ReportSave needs a RowDefRange.");
  const columns = definitions.filter(isData);
  if (columns.length === 0)
    throw new FormulaUnreadable("A ReportSave needs a ColDefRange that names columns.");
  const all = Array.from({ length: range.bottom - range.top + 1 }, (_, at) => range.top + at);
  const rows = formula.flag("allRows") ? all : keyedRows(sheet, range, []).map(({ row }) => row);
  return {
    columns: ["Row", ...columns.map(({ name }) => name)],
    rows: rows.map((row) => [
      String(row),
      ...columns.map(({ column }) => sentText(sheet.value(row, column))),
    ]),
  };
}

/**
 * Writes the results of a save into the columns of the ResultsRange, each into the row whose number stands in
 * the returned column `Row`. Ours: the results of every row that was sent are emptied first, so that none of
 * an earlier save stays; rows that were not sent keep theirs.
 */
export function layOutSave(
  sheet: Sheet,
  results: readonly ColumnDefinition[],
  sent: SheetTable,
  { tables }: AddinResult,
): void {
  const lower = tables.map(({ columns }) => columns.map((name) => name.toLowerCase()));
  const which = lower.findIndex((columns) => columns.includes("row"));
  const columns = lower[which] ?? [];
  const returned = new Map(
    (tables[which]?.rows ?? []).map((row) => [String(row[columns.indexOf("row")]), row]),
  );
  for (const [row = ""] of sent.rows) {
    const record = returned.get(row);
    for (const { name, column } of results.filter(isData)) {
      const value = record?.[columns.indexOf(name.toLowerCase())] ?? null;
      sheet.set(Number(row), column, cellValue(value, sheet.format(Number(row), column)));
    }
  }
}
