import { mapReferences, printReference, type Range, type Reference, rangeOf } from "../sheet/reference.ts";

/**
 * Cells of a tab that have moved: `count` rows were inserted above `row`, or deleted from it on if negative.
 */
export interface Shift {
  readonly tab: string;
  readonly row: number;
  readonly count: number;
  readonly left: number;
  readonly right: number;
}

/** Where a row is after rows have moved; for a deleted row, the one that has taken its place. */
export function shiftedRow(at: number, { row, count }: Shift): number {
  return at < row ? at : Math.max(at + count, row);
}

/** Where a block of cells is after rows have moved; null where it was deleted as a whole. */
export function shiftedRange(range: Range, shift: Shift): Range | null {
  if (range.left < shift.left || range.right > shift.right) return range;
  const { top, bottom } = range;
  if (shift.count > 0) return { ...range, top: shiftedRow(top, shift), bottom: shiftedRow(bottom, shift) };
  const end = shift.row - shift.count - 1;
  const last = bottom > end ? bottom + shift.count : Math.min(bottom, shift.row - 1);
  const first = shiftedRow(top, shift);
  return first > last ? null : { ...range, top: first, bottom: last };
}

/**
 * A formula after rows of `shift.tab` have moved.
 * @param tab the tab that the formula stands in; null for one in no tab, such as a defined name's
 */
export function shiftedFormula(formula: string, tab: string | null, shift: Shift): string {
  return mapReferences(formula, (reference) => {
    const meant = reference.tab ?? tab;
    if (meant === null || meant.toLowerCase() !== shift.tab.toLowerCase()) return null;
    return shiftedReference(reference, shift);
  });
}

/** A list of cells as attributes have it, `B2 C3:D4`; empty where all of it was deleted. */
export function shiftedCells(list: string, shift: Shift): string {
  return list
    .split(/\s+/)
    .map((cells) => shiftedFormula(cells, shift.tab, shift))
    .filter((cells) => cells !== "#REF!")
    .join(" ");
}

/**
 * The cells of a format by condition after rows have moved. As in Excel, inserted rows are formatted like the
 * row above them.
 */
export function shiftedFormats(list: string, shift: Shift): string {
  return mapReferences(shiftedCells(list, shift), (reference) => {
    const { top, bottom, left, right } = rangeOf(reference);
    const isAbove = bottom === shift.row - 1 && left >= shift.left && right <= shift.right;
    if (shift.count < 0 || !isAbove || reference.first.row === null) return null;
    const last = reference.last ?? reference.first;
    return printReference({
      ...reference,
      first: { ...reference.first, row: top },
      last: { ...last, row: bottom + shift.count },
    });
  });
}

/** The formula of a cell, copied into another row: references without `$` move along. */
export function copiedFormula(formula: string, rows: number, columns: number): string {
  return mapReferences(formula, (reference) => {
    const moved = (corner: Reference["first"]) => ({
      ...corner,
      row: corner.row === null || corner.fixedRow ? corner.row : corner.row + rows,
      column: corner.column === null || corner.fixedColumn ? corner.column : corner.column + columns,
    });
    const first = moved(reference.first);
    const last = reference.last === null ? null : moved(reference.last);
    const isThere = [first, last].every(
      (corner) => corner === null || ((corner.row ?? 1) > 0 && (corner.column ?? 1) > 0),
    );
    return isThere ? printReference({ ...reference, first, last }) : "#REF!";
  });
}

/** Null where the reference means the same cells as before. */
function shiftedReference(reference: Reference, shift: Shift): string | null {
  if (reference.first.row === null) return null;
  const before = rangeOf(reference);
  const range = shiftedRange(before, shift);
  if (range === null) return "#REF!";
  if (range.top === before.top && range.bottom === before.bottom) return null;
  const first = { ...reference.first, row: range.top };
  const last = reference.last === null ? null : { ...reference.last, row: range.bottom };
  return printReference({ ...reference, first, last });
}
