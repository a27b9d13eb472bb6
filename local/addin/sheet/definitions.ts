import type { ColumnDefinition, RowDefinition } from "../request-context.ts";
import type { Range } from "./reference.ts";
import type { Sheet } from "./sheet.ts";
import { sentText } from "./value.ts";

/** The mark of a row that a ReportVariable has inserted, in the first column of its RowDefRange. */
export const detailMark = "[!DetailRow]";

/**
 * The names in a ColDefRange or ResultsRange. Names in brackets are among them, because the Addin sends them
 * too (Interject: "Develop: Customer Aging Detail").
 */
export function columnDefinitions(sheet: Sheet, range: Range | null): readonly ColumnDefinition[] {
  if (range === null) return [];
  const definitions: ColumnDefinition[] = [];
  for (let row = range.top; row <= Math.min(range.bottom, sheet.lastRow()); row++) {
    for (let column = range.left; column <= Math.min(range.right, sheet.lastColumn(row)); column++) {
      const name = sentText(sheet.value(row, column)).trim();
      if (name !== "") definitions.push({ name, row, column });
    }
  }
  return definitions;
}

/** Whether a column definition is `[clear]`: a pull empties its cells. */
export function isClear({ name }: ColumnDefinition): boolean {
  return name.toLowerCase() === "[clear]";
}

/** Whether a column definition names a column of the data; names in brackets are the Addin's own. */
export function isData({ name }: ColumnDefinition): boolean {
  return !name.startsWith("[");
}

/** The row definitions of a report: rows with a key, without those that an earlier pull has inserted. */
export function rowDefinitions(
  sheet: Sheet,
  range: Range,
  columns: readonly ColumnDefinition[],
): readonly RowDefinition[] {
  return keyedRows(sheet, range, columns).filter(
    ({ keys: [first] }) => first?.value !== detailMark && !isLeftovers(first?.value ?? ""),
  );
}

/** The row of `[leftovers]`, where rows go that no row definition takes; undefined where there is none. */
export function leftoversRow(sheet: Sheet, range: Range): number | undefined {
  return keyedRows(sheet, range, []).find(({ keys: [first] }) => isLeftovers(first?.value ?? ""))?.row;
}

/** The rows of a range with something in one of its columns. */
export function keyedRows(
  sheet: Sheet,
  range: Range,
  columns: readonly ColumnDefinition[],
): readonly RowDefinition[] {
  const rows: RowDefinition[] = [];
  for (let row = range.top; row <= Math.min(range.bottom, sheet.lastRow()); row++) {
    const keys = [];
    for (let column = range.left; column <= range.right; column++) {
      const value = sentText(sheet.value(row, column)).trim();
      keys.push({ name: columns.find((one) => one.column === column)?.name ?? "", column, value });
    }
    if (keys.some(({ value }) => value !== "")) rows.push({ row, keys });
  }
  return rows;
}

/** `[leftovers]` and `[leftover]`: Interject's documents have both. */
function isLeftovers(text: string): boolean {
  return /^\[leftovers?\]$/i.test(text);
}
