import type { AddinResult, Cell } from "../../local/addin/response.ts";
import { askReport, type Portal } from "../../local/addin/sheet/run-report.ts";
import type { CellValue } from "../../local/addin/sheet/sheet.ts";
import { Workbook } from "../../local/addin/workbook/workbook.ts";
import { excelFile, type Surroundings, type TestCell } from "./excel-file.ts";

/** A data portal without parameters. */
export const plainPortal: Portal = { path: "/x", command: null, parameters: [], outputs: [], system: [] };

/** A table as it comes back: the names of its columns, then its rows. */
export function answerOf(
  columns: readonly string[] = [],
  ...rows: readonly (readonly Cell[])[]
): AddinResult {
  const tables = columns.length === 0 ? [] : [{ name: "Table", columns, rows }];
  return { tables, text: "", userMessage: "", errorMessage: "", parameters: [] };
}

/** A sheet T with the given cells from A1 on, and what a formula makes of an answer in it. */
export function laidOut(
  cells: readonly (readonly TestCell[])[],
  formula: string,
  answer: AddinResult,
  portal: Portal = plainPortal,
  around: Surroundings = {},
) {
  const workbook = new Workbook(excelFile({ T: cells }, { around }));
  const sheet = workbook.sheet("T");
  if (sheet === undefined) throw new Error("There is no sheet.");
  const place = { fileName: "a.xlsx", filePath: "/", tabName: "T", cell: "Z99" };
  const { request, layOut } = askReport(workbook, sheet, formula, place, () => portal);
  const { rows, notes } = layOut(answer);
  const written = new Workbook(workbook.write()).sheet("T");
  const row = (number: number): readonly CellValue[] =>
    Array.from(
      { length: written?.lastColumn(number) ?? 0 },
      (_, at) => written?.value(number, at + 1) ?? null,
    );
  return {
    rows,
    notes,
    request,
    /** The rows of the sheet from the first to the last, both included. */
    cells: (first: number, last: number) =>
      Array.from({ length: last - first + 1 }, (_, at) => row(first + at)),
    formulas: () => written?.formulas().map(({ cell, text }) => `${cell.row},${cell.column} ${text}`) ?? [],
    xml: (number: number) => written?.parts.rows.get(number),
  };
}
