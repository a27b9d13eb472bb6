import { sheetLimit } from "../sheet/reference.ts";
import { FormulaUnreadable } from "../sheet/report-formula.ts";
import type { CellFormat, CellValue, Sheet, Span } from "../sheet/sheet.ts";
import { readValue, writeValue } from "./cell-value.ts";
import { cellAt, moveCells, rowAt } from "./move-cells.ts";
import { formulaText, isShared, mastersOf, noMasters, writeOutShared } from "./shared-formulas.ts";
import type { CellNode, FormulaNode, RowNode, SheetParts } from "./sheet-cells.ts";
import { copiedFormula, type Shift, shiftedFormula } from "./shift.ts";

/** What the sheets of a workbook have in common. */
export interface SharedParts {
  readonly texts: readonly string[];
  readonly formats: readonly CellFormat[];
  /** Told of each move of cells, so that references in the other parts follow. */
  readonly moved: (shift: Shift) => void;
}

/** A sheet of an Excel file. */
export class Worksheet implements Sheet {
  readonly name: string;
  parts: SheetParts;
  readonly #shared: SharedParts;
  /** Whether the part is no longer as it was written. */
  changed = false;

  constructor(name: string, parts: SheetParts, shared: SharedParts) {
    this.name = name;
    this.parts = parts;
    this.#shared = shared;
  }

  /** Every cell with a formula, row after row. The rest of a shared formula is written out. */
  formulas(): readonly { readonly cell: CellNode; readonly text: string }[] {
    const masters = mastersOf(this.parts.rows);
    return [...this.parts.rows]
      .toSorted(([one], [other]) => one - other)
      .flatMap(([, { cells }]) => [...cells.values()].toSorted((one, other) => one.column - other.column))
      .flatMap((cell) => {
        const text = formulaText(cell, masters);
        return text === null ? [] : [{ cell, text }];
      });
  }

  /** The formula of a cell; null where it has none. */
  formulaOf(cell: CellNode): string | null {
    return formulaText(cell, isShared(cell) ? mastersOf(this.parts.rows) : noMasters);
  }

  value(row: number, column: number): CellValue {
    const cell = this.parts.rows.get(row)?.cells.get(column);
    return cell === undefined ? null : readValue(cell, this.#shared.texts);
  }

  format(row: number, column: number): CellFormat {
    const node = this.parts.rows.get(row);
    const style = node?.cells.get(column)?.attributes["s"] ?? node?.attributes["s"];
    return this.#shared.formats[Number(style ?? 0)] ?? "general";
  }

  lastColumn(row: number): number {
    return Math.max(0, ...(this.parts.rows.get(row)?.cells.keys() ?? []));
  }

  lastRow(): number {
    let last = 0;
    for (const row of this.parts.rows.keys()) if (row > last) last = row;
    return last;
  }

  set(row: number, column: number, value: CellValue): void {
    const before = this.parts.rows.get(row)?.cells.get(column);
    if (value === null && before === undefined) return;
    if (before !== undefined && isShared(before)) writeOutShared(this.parts.rows);
    this.changed = true;
    writeValue(cellAt(this.parts.rows, row, column), value);
  }

  insert(row: number, count: number, span?: Span): void {
    this.#move({ tab: this.name, row, count, ...(span ?? wholeRows) });
  }

  remove(row: number, count: number, span?: Span): void {
    this.#move({ tab: this.name, row, count: -count, ...(span ?? wholeRows) });
  }

  copyRow(from: number, to: number, parts: "formats" | "all", { left, right }: Span = wholeRows): void {
    const { rows } = this.parts;
    const source = rows.get(from);
    if (source === undefined || from === to) return;
    this.changed = true;
    if (left === 1 && right === sheetLimit.columns) copyRowAttributes(source, rowAt(rows, to), parts);
    const cells = [...source.cells.values()].filter(({ column }) => column >= left && column <= right);
    // Looking for what is shared is slow, and a row is copied for each record.
    const masters = parts === "all" && cells.some(isShared) ? mastersOf(rows) : noMasters;
    for (const cell of cells) {
      const target = cellAt(rows, to, cell.column);
      if (isShared(target)) writeOutShared(rows);
      target.source = null;
      const { s, cm: _array, ...content } = cell.attributes;
      const { s: _style, ...own } = target.attributes;
      const style = s === undefined ? {} : { s };
      target.attributes = { ...style, ...(parts === "formats" ? own : content) };
      if (parts === "formats") continue;
      const text = formulaText(cell, masters);
      target.value = cell.value;
      target.formula = text === null ? null : { attributes: {}, text: copiedFormula(text, to - from, 0) };
    }
  }

  /** Lets the formulas of this sheet follow a move of cells, in this sheet or another. */
  follow(shift: Shift): void {
    const tab = shift.tab.toLowerCase();
    const { rows } = this.parts;
    const shared = [...mastersOf(rows).values()];
    if (shared.some(({ formula }) => formula?.text.toLowerCase().includes(tab))) writeOutShared(rows);
    for (const { cells } of rows.values()) {
      for (const cell of cells.values()) {
        if (cell.formula === null) continue;
        const { attributes, text } = cell.formula;
        const moved: FormulaNode = {
          attributes: { ...attributes },
          text: shiftedFormula(text, this.name, shift),
        };
        const ref = attributes["ref"];
        if (ref !== undefined) moved.attributes["ref"] = shiftedFormula(ref, this.name, shift);
        if (moved.text === text && moved.attributes["ref"] === ref) continue;
        cell.formula = moved;
        cell.source = null;
        this.changed = true;
      }
    }
  }

  /** Changes what stands around the cells. `<sheetData/>` holds their place. */
  surroundings(change: (xml: string) => string): void {
    const { head, tail, prefix } = this.parts;
    const place = `<${prefix}sheetData/>`;
    const xml = head + place + tail;
    const changed = change(xml);
    if (changed === xml) return;
    const at = changed.indexOf(place);
    this.parts = { ...this.parts, head: changed.slice(0, at), tail: changed.slice(at + place.length) };
    this.changed = true;
  }

  #move(shift: Shift): void {
    if (this.lastRow() + shift.count > sheetLimit.rows)
      throw new FormulaUnreadable(`The tab ${this.name} has no room for so many rows.`);
    writeOutShared(this.parts.rows);
    // First, because it refuses what cannot follow.
    this.#shared.moved(shift);
    this.changed = true;
    moveCells(this.parts.rows, shift);
  }
}

const wholeRows: Span = { left: 1, right: sheetLimit.columns };

/**
 * Gives a row what another is shown like. The row of a FormatRange is often hidden, and must not hide data.
 */
function copyRowAttributes(from: RowNode, to: RowNode, parts: "formats" | "all"): void {
  const { spans: _spans, collapsed: _collapsed, ...shown } = from.attributes;
  const styles = Object.entries(shown).filter(([name]) => name === "s" || name === "customFormat");
  to.attributes = parts === "formats" ? shown : { ...to.attributes, ...Object.fromEntries(styles) };
  to.source = null;
}
