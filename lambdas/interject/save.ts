import { RequestInvalid } from "./errors.ts";
import { findParameter, type InterjectRequest } from "./request.ts";
import type { RequestContext } from "./request-context.ts";
import { isNamed, parseXml, type XmlElement } from "./xml.ts";

/** A column of the table that a save sends. */
export interface SaveColumn {
  readonly name: string;
  /** The sheet's own text for the column. */
  readonly original: string;
}

/** The table that a save sends (`XMLDataToSave`, protocol section 3). */
export interface SaveTable {
  /** In order; the first is `Row`, the sheet's row number, which must come back unchanged. */
  readonly columns: readonly SaveColumn[];
  /** Cells in column order, as Excel holds them: dates are serial numbers, an empty cell is null. */
  readonly rows: readonly (readonly (string | null)[])[];
}

/** More columns than an Excel sheet has would be a hostile request. */
const maxColumns = 16_384;

/**
 * The table to save: the context's where it has one, else that of `Interject_XMLDataToSave`; null on a pull.
 * @throws RequestInvalid `save` for a table that cannot be read, naming the sheet's row
 */
export function saveTable(request: InterjectRequest, context: RequestContext): SaveTable | null {
  if (context.XMLDataToSave !== null) return context.XMLDataToSave;
  const text = findParameter(request, "Interject_XMLDataToSave")?.InputValue ?? "";
  if (text.trim() === "") return null;
  const root = parseXml(text, "save");
  if (!isNamed(root, "XMLDataToSave")) {
    throw new RequestInvalid("save", "The table to save must be an XMLDataToSave document.");
  }
  return root.children.length === 0 ? null : readSave(root);
}

/** The cell of a row by its column's name, in any case; undefined when the table has no such column. */
export function savedCell(
  table: SaveTable,
  row: readonly (string | null)[],
  name: string,
): string | null | undefined {
  const index = table.columns.findIndex((column) => column.name.toLowerCase() === name.toLowerCase());
  return index === -1 ? undefined : (row[index] ?? null);
}

/**
 * Reads the element that holds the table: a `c` for each column, an `r` for each row.
 * @throws RequestInvalid `save`
 */
export function readSave(element: XmlElement): SaveTable {
  const columns = element.children.filter((child) => isNamed(child, "c")).map(saveColumn);
  if (columns.length === 0) throw new RequestInvalid("save", "The table to save has no columns.");
  if (columns.length > maxColumns) {
    throw new RequestInvalid(
      "limit",
      `The table to save has more than ${maxColumns.toLocaleString("en-US")} columns.`,
    );
  }
  const positions = new Map(columns.map(({ name }, index) => [name, index]));
  const rows = element.children
    .filter((child) => isNamed(child, "r"))
    .map((row, index) => cellsOf(row, columns.length, positions, index));
  return { columns, rows };
}

function saveColumn(element: XmlElement): SaveColumn {
  const name = element.attributes.get("column") ?? "";
  if (name === "") throw new RequestInvalid("save", "The table to save has a column without a name.");
  return { name, original: element.attributes.get("origvalue") ?? name };
}

/**
 * A row's cells: by position, because element names are encoded and need not be unique; by name only where cells
 * are missing, which can be told no other way.
 */
function cellsOf(
  row: XmlElement,
  width: number,
  positions: ReadonlyMap<string, number>,
  index: number,
): readonly (string | null)[] {
  const { children } = row;
  const place = () => {
    const first = children[0];
    const sheetRow = first !== undefined && isNamed(first, "Row") ? first.text.trim() : "";
    return /^\d{1,7}$/.test(sheetRow) ? `row ${sheetRow} of the sheet` : `row ${index + 1}`;
  };
  if (children.length > width) {
    throw new RequestInvalid("save", `The table to save has more cells than columns in ${place()}.`);
  }
  if (children.length === width) return children.map(cellOf);
  const cells: (string | null)[] = new Array(width).fill(null);
  for (const child of children) {
    const position = positions.get(decodeName(child.name)) ?? positions.get(child.name);
    if (position === undefined) {
      throw new RequestInvalid("save", `The table to save has a cell of an unknown column in ${place()}.`);
    }
    cells[position] = cellOf(child);
  }
  return cells;
}

function cellOf(element: XmlElement): string | null {
  return element.text === "" ? null : element.text;
}

/**
 * The column name that an element name stands for: `Unit_x0020_Price` is `Unit Price`. .NET: `XmlConvert.DecodeName`; four
 * hexadecimal digits are a UTF-16 code unit, eight a code point.
 */
export function decodeName(name: string): string {
  return name.replace(/_x([0-9A-Fa-f]{4}|[0-9A-Fa-f]{8})_/g, (whole, digits: string) => {
    const code = Number.parseInt(digits, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
