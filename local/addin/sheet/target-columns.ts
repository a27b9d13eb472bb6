import type { ColumnDefinition } from "../request-context.ts";
import type { Cell, ReturnedTable } from "../response.ts";
import { isClear, isData } from "./definitions.ts";
import type { Range } from "./reference.ts";
import type { Sheet } from "./sheet.ts";
import { cellValue } from "./value.ts";

/** A column of the sheet that a pull fills. */
export interface TargetColumn {
  readonly column: number;
  /** Which line of a record it is in, from 0 on: a ColDefRange may have several rows. */
  readonly line: number;
  /** Its place in the returned table; null where the table has no such column. */
  readonly at: number | null;
}

/** Where each column definition finds its values: by its name, in any letter case. `[clear]` finds none. */
export function targetColumns(
  definitions: readonly ColumnDefinition[],
  range: Range,
  { columns }: ReturnedTable,
): readonly TargetColumn[] {
  const names = columns.map((name) => name.toLowerCase());
  return definitions
    .filter((definition) => isData(definition) || isClear(definition))
    .map(({ name, row, column }) => {
      const at = names.indexOf(name.toLowerCase());
      return { column, line: row - range.top, at: at < 0 ? null : at };
    });
}

/**
 * The columns that the sheet asks for and the answer does not have, in a sentence; none if there are none.
 */
export function missingColumns(
  definitions: readonly ColumnDefinition[],
  { columns }: ReturnedTable,
): readonly string[] {
  const there = new Set(columns.map((name) => name.toLowerCase()));
  const missing = definitions.filter(isData).filter(({ name }) => !there.has(name.toLowerCase()));
  if (missing.length === 0) return [];
  return [`The answer has no column ${missing.map(({ name }) => name).join(", ")}.`];
}

/** Writes a record, or empties its cells where it is null. `row` is the row of its first line. */
export function writeRecord(
  sheet: Sheet,
  row: number,
  columns: readonly TargetColumn[],
  record: readonly Cell[] | null,
): void {
  for (const { column, line, at } of columns) {
    const returned = at === null ? null : (record?.[at] ?? null);
    sheet.set(row + line, column, cellValue(returned, sheet.format(row + line, column)));
  }
}
