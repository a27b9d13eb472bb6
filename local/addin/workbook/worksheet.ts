import { cellName, sheetLimit } from "../sheet/reference.ts";
import type { CellFormat, CellValue, Sheet, Span } from "../sheet/sheet.ts";
import { decodeCellText, encodeCellText } from "./cell-text.ts";
import { withAttribute } from "./edit-xml.ts";
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
    const masters = this.#masters();
    return this.#sortedCells().flatMap((cell) => {
      const text = textOf(cell, masters);
      return text === null ? [] : [{ cell, text }];
    });
  }

  /** The formula of a cell; null where it has none. */
  formulaOf(cell: CellNode): string | null {
    return textOf(cell, this.#masters());
  }

  value(row: number, column: number): CellValue {
    const cell = this.parts.rows.get(row)?.cells.get(column);
    if (cell?.value === undefined || cell.value === null) return null;
    switch (cell.attributes["t"]) {
      case "s":
        return decodeCellText(this.#shared.texts[Number(cell.value)] ?? "");
      case "str":
      case "inlineStr":
        return decodeCellText(cell.value);
      case "b":
        return cell.value === "1" || cell.value === "true";
      case "e":
      case "d":
        return cell.value;
      default:
        return Number(cell.value);
    }
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
    if (before?.formula?.attributes["t"] === "shared") this.#writeOutShared();
    this.changed = true;
    const cell = before ?? this.#newCell(row, column);
    cell.source = null;
    cell.formula = null;
    const { t: _kind, cm: _array, vm: _rich, ...attributes } = cell.attributes;
    cell.attributes = { ...attributes, ...kindOf(value) };
    cell.value =
      value === null
        ? null
        : typeof value === "boolean"
          ? String(Number(value))
          : typeof value === "string"
            ? encodeCellText(value)
            : String(value);
  }

  insert(row: number, count: number, span?: Span): void {
    this.#move({ tab: this.name, row, count, ...(span ?? wholeRows) });
  }

  remove(row: number, count: number, span?: Span): void {
    this.#move({ tab: this.name, row, count: -count, ...(span ?? wholeRows) });
  }

  copyRow(from: number, to: number, parts: "formats" | "all", { left, right }: Span = wholeRows): void {
    const source = this.parts.rows.get(from);
    if (source === undefined || from === to) return;
    this.changed = true;
    if (left === 1 && right === sheetLimit.columns) {
      const target = this.#row(to);
      const { spans: _spans, collapsed: _collapsed, ...shown } = source.attributes;
      const { s, customFormat } = shown;
      const styles = {
        ...(s === undefined ? {} : { s }),
        ...(customFormat === undefined ? {} : { customFormat }),
      };
      // The row of a FormatRange is often hidden, and must not hide the data.
      target.attributes = parts === "formats" ? shown : { ...target.attributes, ...styles };
      target.source = null;
    }
    const masters = parts === "all" ? this.#masters() : new Map();
    for (const cell of [...source.cells.values()]) {
      if (cell.column < left || cell.column > right) continue;
      const before = this.parts.rows.get(to)?.cells.get(cell.column);
      if (before?.formula?.attributes["t"] === "shared") this.#writeOutShared();
      const target = before ?? this.#newCell(to, cell.column);
      target.source = null;
      const { s, ...content } = cell.attributes;
      if (parts === "formats") {
        const { s: _style, ...own } = target.attributes;
        target.attributes = { ...(s === undefined ? {} : { s }), ...own };
      } else {
        const text = textOf(cell, masters);
        const { cm: _array, ...kept } = content;
        target.attributes = { ...(s === undefined ? {} : { s }), ...kept };
        target.value = cell.value;
        target.formula = text === null ? null : { attributes: {}, text: copiedFormula(text, to - from, 0) };
      }
    }
  }

  /** Lets the formulas of this sheet follow a move of cells, in this sheet or another. */
  follow(shift: Shift): void {
    const tab = shift.tab.toLowerCase();
    const meant = [...this.#masters().values()].some(({ formula }) =>
      formula?.text.toLowerCase().includes(tab),
    );
    if (meant) this.#writeOutShared();
    for (const { cells } of this.parts.rows.values()) {
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
    this.#writeOutShared();
    // First, because it refuses what cannot follow.
    this.#shared.moved(shift);
    this.changed = true;
    const isWhole = shift.left === 1 && shift.right === sheetLimit.columns;
    const { rows } = this.parts;
    const numbers = [...rows.keys()]
      .filter((number) => number >= shift.row)
      .toSorted((one, other) => one - other);
    for (const number of shift.count > 0 ? numbers.toReversed() : numbers) {
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
      } else {
        for (const cell of [...row.cells.values()]) {
          if (cell.column < shift.left || cell.column > shift.right) continue;
          row.cells.delete(cell.column);
          if (isGone) continue;
          place(cell, to);
          this.#row(to).cells.set(cell.column, cell);
        }
      }
    }
  }

  /** Gives each cell of a shared formula its own, because what is shared does not survive a move. */
  #writeOutShared(): void {
    const masters = this.#masters();
    if (masters.size === 0) return;
    for (const cell of this.#sortedCells()) {
      const { t, ref: _ref, si: _si, ...attributes } = cell.formula?.attributes ?? {};
      const text = textOf(cell, masters);
      if (t !== "shared" || text === null) continue;
      cell.formula = { attributes, text };
      cell.source = null;
      this.changed = true;
    }
  }

  /** The cells that shared formulas are written in, by the formulas' numbers. */
  #masters(): ReadonlyMap<string, CellNode> {
    const masters = new Map<string, CellNode>();
    for (const { cells } of this.parts.rows.values()) {
      for (const cell of cells.values()) {
        const { t, si } = cell.formula?.attributes ?? {};
        if (t === "shared" && si !== undefined && cell.formula?.text !== "") masters.set(si, cell);
      }
    }
    return masters;
  }

  #sortedCells(): readonly CellNode[] {
    return [...this.parts.rows]
      .toSorted(([one], [other]) => one - other)
      .flatMap(([, { cells }]) => [...cells.values()].toSorted((one, other) => one.column - other.column));
  }

  #row(number: number): RowNode {
    const row = this.parts.rows.get(number) ?? { attributes: {}, source: null, cells: new Map() };
    this.parts.rows.set(number, row);
    return row;
  }

  #newCell(row: number, column: number): CellNode {
    const node = this.#row(row);
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
}

const wholeRows: Span = { left: 1, right: sheetLimit.columns };

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

/** A cell's formula; of a shared one, as it is in this cell. Null where there is none. */
function textOf({ row, column, formula }: CellNode, masters: ReadonlyMap<string, CellNode>): string | null {
  if (formula === null) return null;
  const { t, si } = formula.attributes;
  if (t !== "shared" || formula.text !== "") return formula.text;
  const master = masters.get(si ?? "");
  if (master?.formula === undefined || master.formula === null) return null;
  return copiedFormula(master.formula.text, row - master.row, column - master.column);
}

function kindOf(value: CellValue): Readonly<Record<string, string>> {
  if (typeof value === "string") return { t: "inlineStr" };
  return typeof value === "boolean" ? { t: "b" } : {};
}
