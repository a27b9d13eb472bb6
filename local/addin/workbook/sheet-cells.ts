import { SaxesParser } from "saxes";
import { parseReference } from "../sheet/reference.ts";

/** A cell as its part has it. */
export interface CellNode {
  row: number;
  column: number;
  /** Attributes but the address, such as `s`, the style, and `t`, the kind of value. */
  attributes: Record<string, string>;
  formula: FormulaNode | null;
  /** The text of `<v>`, or of an inline string; null where there is none. */
  value: string | null;
  /** As it was written; null as soon as something has changed. */
  source: string | null;
}

export interface FormulaNode {
  attributes: Record<string, string>;
  text: string;
}

/** A row as its part has it. */
export interface RowNode {
  /** Attributes but the number. */
  attributes: Record<string, string>;
  /** The opening tag as it was written; null as soon as something has changed. */
  source: string | null;
  readonly cells: Map<number, CellNode>;
}

/** A worksheet's part, taken apart (ECMA-376 part 1, section 18.3.1). */
export interface SheetParts {
  /** What stands before and after `<sheetData>`. */
  readonly head: string;
  readonly tail: string;
  /** What element names begin with: nothing, or a prefix with its colon. */
  readonly prefix: string;
  readonly rows: Map<number, RowNode>;
}

/**
 * Reads a worksheet's part.
 * @throws Error where it is not well-formed, or has no `<sheetData>`
 */
export function readSheet(xml: string): SheetParts {
  const rows = new Map<number, RowNode>();
  let head: string | null = null;
  let tail = "";
  let prefix = "";
  let row: RowNode | null = null;
  let rowNumber = 0;
  let cell: CellNode | null = null;
  let column = 0;
  let from = 0;
  let within = "";
  const parser = new SaxesParser();
  let tagFrom = 0;
  parser.on("opentagstart", () => {
    tagFrom = xml.lastIndexOf("<", parser.position - 1);
  });
  parser.on("opentag", ({ name, attributes: all, isSelfClosing }) => {
    const local = name.slice(name.indexOf(":") + 1);
    const { r, ...attributes } = all as Record<string, string>;
    if (head === null) {
      if (local !== "sheetData") return;
      prefix = name.slice(0, -local.length);
      head = xml.slice(0, tagFrom);
    } else if (local === "row") {
      rowNumber = r === undefined ? rowNumber + 1 : Number(r);
      column = 0;
      const source = isSelfClosing ? null : xml.slice(tagFrom, parser.position);
      row = { attributes, source, cells: new Map() };
      rows.set(rowNumber, row);
    } else if (local === "c" && row !== null) {
      column = parseReference(r ?? "")?.first.column ?? column + 1;
      from = tagFrom;
      cell = { row: rowNumber, column, attributes, formula: null, value: null, source: null };
      row.cells.set(column, cell);
    } else if (local === "f" && cell !== null) {
      cell.formula = { attributes: all as Record<string, string>, text: "" };
    }
    within = local;
  });
  const append = (text: string) => {
    if (cell === null) return;
    if (within === "f" && cell.formula !== null) cell.formula.text += text;
    else if (within === "v" || within === "t") cell.value = (cell.value ?? "") + text;
  };
  parser.on("text", append);
  parser.on("cdata", append);
  parser.on("closetag", ({ name }) => {
    const local = name.slice(name.indexOf(":") + 1);
    within = "";
    if (local === "c" && cell !== null) {
      cell.source = xml.slice(from, parser.position);
      cell = null;
    } else if (local === "row") row = null;
    else if (local === "sheetData") tail = xml.slice(parser.position);
  });
  parser.on("error", (error) => {
    throw error;
  });
  parser.write(xml).close();
  if (head === null) throw new Error("A worksheet has no sheetData.");
  return { head, tail, prefix, rows };
}
