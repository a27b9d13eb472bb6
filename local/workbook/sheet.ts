import type { Cell, CellStyle, WriteSheet } from "hucre/xlsx";
import type { CellValue, Tab } from "./tab.ts";

/** Rows of the sheet, counted from 1 as Excel does, that are the same in every tab. */
const place = { definitions: 1, results: 5, formulas: 7, notes: 11, parameters: 14, report: 18 } as const;

const section: CellStyle = { font: { italic: true, color: { rgb: "595959" } } };
const heading: CellStyle = { font: { bold: true } };

/**
 * A tab as a sheet: first the configuration, then the report area, as in the workbooks of Interject's
 * documentation.
 */
export function sheetOf(tab: Tab): WriteSheet {
  const cells = new Map<string, Partial<Cell>>();
  const put = (row: number, column: number, value: CellValue, style?: CellStyle) => {
    if (value !== null)
      cells.set(`${row - 1},${column - 1}`, { value, ...(style === undefined ? {} : { style }) });
  };
  const putRow = (row: number, values: readonly CellValue[], style?: CellStyle) => {
    for (const [at, value] of values.entries()) put(row, at + 2, value, style);
  };

  put(place.definitions, 1, "Column definitions", section);
  for (const [row, names] of Object.entries(tab.definitions)) putRow(Number(row), names);
  put(place.results, 1, "Column definitions of a save's results", section);
  put(place.formulas, 1, "Report formulas", section);
  put(place.formulas, 7, "Rows in the answer", section);
  for (const [at, { action, formula, rows }] of tab.formulas.entries()) {
    const row = place.formulas + 1 + at;
    put(row, 2, `${action}:`);
    cells.set(`${row - 1},2`, { formula });
    put(row, 7, rows);
  }
  put(place.notes, 1, "Notes", section);
  for (const [at, note] of tab.notes.entries()) put(place.notes + 1 + at, 2, note);
  put(place.parameters, 1, "Parameters", section);
  for (const [at, [label, value]] of (tab.parameters ?? []).entries()) {
    put(place.parameters + 1 + at, 3, label);
    put(place.parameters + 1 + at, 4, value);
  }
  put(place.report, 1, "Report", section);
  putRow(place.report + 1, tab.headings, heading);
  for (const [at, values] of (tab.report ?? []).entries()) putRow(place.report + 2 + at, values);
  return {
    name: tab.name,
    cells,
    columns: [{ width: 3 }, ...Array.from({ length: 12 }, () => ({ width: 15 }))],
  };
}
