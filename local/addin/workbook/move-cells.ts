import { cellName, sheetLimit } from "../sheet/reference.ts";
import { withAttribute } from "./edit-xml.ts";
import type { CellNode, RowNode } from "./sheet-cells.ts";
import type { Shift } from "./shift.ts";

/** Moves the cells from `shift.row` on, whole rows with their heights; what is deleted is gone. */
export function moveCells(rows: Map<number, RowNode>, shift: Shift): void {
  const isWhole = shift.left === 1 && shift.right === sheetLimit.columns;
  const numbers = [...rows.keys()]
    .filter((number) => number >= shift.row)
    .toSorted((one, other) => (shift.count > 0 ? other - one : one - other));
  for (const number of numbers) {
    const row = rows.get(number);
    if (row === undefined) continue;
    const to = number + shift.count;
    const isGone = to < shift.row;
    if (isWhole) {
      rows.delete(number);
      if (isGone) continue;
      row.source = withAddress(row.source, String(to));
      for (const cell of row.cells.values()) place(cell, to);
      rows.set(to, row);
      continue;
    }
    for (const cell of [...row.cells.values()]) {
      if (cell.column < shift.left || cell.column > shift.right) continue;
      row.cells.delete(cell.column);
      if (isGone) continue;
      place(cell, to);
      rowAt(rows, to).cells.set(cell.column, cell);
    }
  }
}

/** A row, which is made if it is not there. */
export function rowAt(rows: Map<number, RowNode>, number: number): RowNode {
  const row = rows.get(number) ?? { attributes: {}, source: null, cells: new Map() };
  rows.set(number, row);
  return row;
}

/** A cell, which is made if it is not there, with the style of its row. */
export function cellAt(rows: Map<number, RowNode>, row: number, column: number): CellNode {
  const node = rowAt(rows, row);
  const there = node.cells.get(column);
  if (there !== undefined) return there;
  const { spans, ...attributes } = node.attributes;
  // It says between which columns a row has cells, and may be left out.
  if (spans !== undefined) {
    node.attributes = attributes;
    node.source = null;
  }
  const style = attributes["s"];
  const cell: CellNode = {
    row,
    column,
    attributes: style === undefined ? {} : { s: style },
    formula: null,
    value: null,
    source: null,
  };
  node.cells.set(column, cell);
  return cell;
}

function place(cell: CellNode, row: number): void {
  cell.row = row;
  cell.source = withAddress(cell.source, cellName(row, cell.column));
}

/** A cell or row as it was written, at another address. It may have been written without one. */
function withAddress(source: string | null, address: string): string | null {
  const [tag = ""] = /^<[^>]*>/.exec(source ?? "") ?? [];
  return source === null || !/\sr\s*=/.test(tag)
    ? null
    : withAttribute(tag, "r", address) + source.slice(tag.length);
}
