import type { Cell } from "../../addin/response.ts";

/** A row of a returned table while it is in the page. */
export interface SheetRow {
  cells: (Cell | undefined)[];
  isChanged: boolean;
}

/** A table in the page. Its rows grow while an answer arrives, and cells change under the editor's hands. */
export interface Sheet {
  readonly columns: readonly string[];
  readonly rows: SheetRow[];
}

/** An empty table to save from, with a few rows to fill in. */
export function blankSheet(columns: readonly string[]): Sheet {
  return { columns, rows: Array.from({ length: 3 }, () => blankRow(columns)) };
}

export function blankRow(columns: readonly string[]): SheetRow {
  return { cells: columns.map(() => ""), isChanged: false };
}

/** The rows that a save sends, with the places that their numbers have in the sheet. */
export interface RowsToSave {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The sheet's rows, in the same order. */
  readonly from: readonly SheetRow[];
}

/** The row of the sheet that a table begins at, as in `npm run addin`. */
export const firstRow = 18;

/**
 * What a save of this sheet sends: `onlyChanged` the rows that have been edited, otherwise those with a value
 * in any cell. The column `Row`, by which results find their way back, is the sheet's own row number.
 */
export function rowsToSave({ columns, rows }: Sheet, onlyChanged: boolean): RowsToSave {
  const kept = columns.flatMap((name, at) => (name === "Row" ? [] : [at]));
  const chosen = rows.flatMap((row, at) => {
    const isFilled = row.cells.some((cell) => cell !== null && cell !== undefined && cell !== "");
    return (onlyChanged ? row.isChanged : isFilled) ? [{ row, number: firstRow + at }] : [];
  });
  return {
    columns: ["Row", ...kept.map((at) => columns[at] ?? "")],
    rows: chosen.map(({ row, number }) => [String(number), ...kept.map((at) => String(row.cells[at] ?? ""))]),
    from: chosen.map(({ row }) => row),
  };
}

/**
 * Brings the results of a save back to the sheet's rows, by `Row`: columns that the sheet does not have are
 * added, as a report's results range stands beside its sheet in Excel.
 * @param isSaved whether the rows count as unchanged now
 */
export function withResults(sheet: Sheet, sent: RowsToSave, returned: Sheet, isSaved: boolean): Sheet {
  const number = returned.columns.indexOf("Row");
  if (number === -1) return sheet;
  const columns = [
    ...sheet.columns,
    ...returned.columns.filter((name) => name !== "Row" && !sheet.columns.includes(name)),
  ];
  const results = new Map(returned.rows.map(({ cells }) => [String(cells[number] ?? ""), cells]));
  for (const [at, row] of sent.from.entries()) {
    const cells = results.get(sent.rows[at]?.[0] ?? "");
    if (cells === undefined) continue;
    for (const [from, name] of returned.columns.entries()) {
      const to = columns.indexOf(name);
      if (name !== "Row" && to !== -1) row.cells[to] = cells[from] ?? null;
    }
    if (isSaved) row.isChanged = false;
  }
  return { columns, rows: sheet.rows };
}
