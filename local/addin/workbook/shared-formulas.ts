import type { CellNode, RowNode } from "./sheet-cells.ts";
import { copiedFormula } from "./shift.ts";

/** The cells that shared formulas are written in, by the formulas' numbers (ECMA-376 part 1, 18.3.1.40). */
export type Masters = ReadonlyMap<string, CellNode>;

export const noMasters: Masters = new Map();

/** Looks through all cells. */
export function mastersOf(rows: ReadonlyMap<number, RowNode>): Masters {
  const masters = new Map<string, CellNode>();
  for (const { cells } of rows.values()) {
    for (const cell of cells.values()) {
      const { t, si } = cell.formula?.attributes ?? {};
      if (t === "shared" && si !== undefined && cell.formula?.text !== "") masters.set(si, cell);
    }
  }
  return masters;
}

/** A cell's formula; of a shared one, as it is in this cell. Null where there is none. */
export function formulaText({ row, column, formula }: CellNode, masters: Masters): string | null {
  if (formula === null) return null;
  const { t, si } = formula.attributes;
  if (t !== "shared" || formula.text !== "") return formula.text;
  const master = masters.get(si ?? "");
  if (master?.formula === undefined || master.formula === null) return null;
  return copiedFormula(master.formula.text, row - master.row, column - master.column);
}

/**
 * Gives each cell of a shared formula its own, because what is shared does not survive a move.
 * @returns whether there was any
 */
export function writeOutShared(rows: ReadonlyMap<number, RowNode>): boolean {
  const masters = mastersOf(rows);
  if (masters.size === 0) return false;
  const texts = new Map<CellNode, string>();
  for (const { cells } of rows.values()) {
    for (const cell of cells.values()) {
      const text = isShared(cell) ? formulaText(cell, masters) : null;
      if (text !== null) texts.set(cell, text);
    }
  }
  // Only now, because the cells refer to each other.
  for (const [cell, text] of texts) {
    const { t: _t, ref: _ref, si: _si, ...attributes } = cell.formula?.attributes ?? {};
    cell.formula = { attributes, text };
    cell.source = null;
  }
  return true;
}

export function isShared({ formula }: CellNode): boolean {
  return formula?.attributes["t"] === "shared";
}
