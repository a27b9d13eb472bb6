import type { Cell } from "../response.ts";
import { detailMark } from "./definitions.ts";
import type { Range } from "./reference.ts";
import type { Sheet } from "./sheet.ts";
import { type TargetColumn, writeRecord } from "./target-columns.ts";

/** Where the records of a row definition go. */
export interface GroupPlace {
  /** The RowDefRange. */
  readonly range: Range;
  /** The row of the row definition. */
  readonly row: number;
  /** Whether that row stays as it is, and the records begin below it (UseTopSpacerRow). */
  readonly spacer: boolean;
  /** The FormatRange. */
  readonly formats: Range | null;
}

/**
 * Deletes the rows that an earlier pull has inserted: they carry `[!DetailRow]` in the first column of the
 * RowDefRange (Interject: "Create: Financial Variable").
 * @returns the range as it is then
 */
export function removeDetails(sheet: Sheet, range: Range): Range {
  let bottom = Math.min(range.bottom, Math.max(sheet.lastRow(), range.top));
  for (let row = bottom; row >= range.top; row--) {
    let count = 0;
    while (sheet.value(row, range.left) === detailMark) {
      count++;
      row--;
    }
    if (count === 0) continue;
    sheet.remove(row + 1, count);
    bottom -= count;
  }
  return { ...range, bottom };
}

/**
 * Writes the records of a row definition: the first into its own row, the others into rows that are inserted
 * below, as whole rows of the sheet, and marked.
 */
export function insertDetails(
  sheet: Sheet,
  { range, row, spacer, formats }: GroupPlace,
  columns: readonly TargetColumn[],
  records: readonly (readonly Cell[])[],
): void {
  const inserted = spacer ? records : records.slice(1);
  if (inserted.length > 0) sheet.insert(row + 1, inserted.length);
  if (!spacer) {
    if (formats !== null) copyOutside(sheet, formats.top, row, range);
    writeRecord(sheet, row, columns, records[0] ?? null);
  }
  for (const [at, record] of inserted.entries()) {
    const to = row + 1 + at;
    sheet.copyRow(formats?.top ?? row, to, formats === null ? "formats" : "all");
    sheet.set(to, range.left, detailMark);
    writeRecord(sheet, to, columns, record);
  }
}

/** Copies a row's formats and formulas, except into the columns of the row definitions. */
function copyOutside(sheet: Sheet, from: number, to: number, { left, right }: Range): void {
  if (left > 1) sheet.copyRow(from, to, "all", { left: 1, right: left - 1 });
  const last = Math.max(sheet.lastColumn(from), sheet.lastColumn(to));
  if (last > right) sheet.copyRow(from, to, "all", { left: right + 1, right: last });
}
