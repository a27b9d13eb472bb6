import { findParameter, type InterjectRequest } from "./request.ts";
import { attribute, type Refuse, readXml, type XmlAttributes, type XmlElement } from "./xml.ts";
import { decodeName } from "./xml-name.ts";

/** The table that a save sends: `XMLDataToSave` (protocol section 3). */
export interface SaveTable {
  /** The first is `Row`, the sheet's row number. */
  readonly columns: readonly SaveColumn[];
  /** In the sheet's order. */
  readonly rows: readonly SaveRow[];
}

/** A column of the table to save. */
export interface SaveColumn {
  readonly name: string;
  /** The sheet's own text for the column; null where none was sent. */
  readonly origValue: string | null;
}

/**
 * One cell for each column, as Excel holds them: an empty cell is null, a date its serial number. The first
 * cell must come back unchanged, for by it results find their way to the sheet's rows.
 */
export type SaveRow = readonly (string | null)[];

/** As many columns as a table of SQL Server has; a sheet that people save by has tens. */
const maxColumns = 1_024;
/**
 * Cells of all rows, with those that a short row leaves out. A few bytes of XML make a row, so without a
 * limit a small request could ask for any amount of memory. A full save of 6 MB has some 600,000 cells.
 */
const maxCells = 1_000_000;

/**
 * The table that a request saves: the request context's, else the table sent alone in
 * `Interject_XMLDataToSave`. Null where there is no table, or a table without columns: the request is a pull.
 * The second is read even then: a routine may be given it, and what a routine is given has been read strictly
 * and within limits.
 * @throws RequestInvalid `save` or `limit`, with the line and column
 */
export function saveTable(
  request: InterjectRequest,
  context: { readonly XMLDataToSave: SaveTable | null },
): SaveTable | null {
  const xml = findParameter(request, "Interject_XMLDataToSave")?.InputValue ?? "";
  if (xml.trim() === "") return context.XMLDataToSave;
  let table: SaveTable | null = null;
  readXml(xml, { reason: "save", title: "The table to save" }, (refuse) => ({
    child: (name) => {
      if (name.toLowerCase() !== "xmldatatosave") refuse("must begin with the element XMLDataToSave");
      return saveElement(refuse, (read) => {
        table = read;
      });
    },
  }));
  return context.XMLDataToSave ?? table;
}

/** Reads an `XMLDataToSave` element and hands its table on at the end; null where it has no columns. */
export function saveElement(refuse: Refuse, done: (table: SaveTable | null) => void): XmlElement {
  const columns: SaveColumn[] = [];
  const rows: SaveRow[] = [];
  const places = new Map<string, number[]>();
  return {
    child: (name, attributes) => {
      if (name === "r" || name === "R") {
        if (columns.length === 0) refuse("has a row before its columns");
        if ((rows.length + 1) * columns.length > maxCells) {
          refuse(`holds more than ${maxCells} cells: save fewer rows at a time`, "limit");
        }
        return rowElement(columns, places, refuse, (row) => rows.push(row));
      }
      if (name !== "c" && name !== "C") return null;
      if (rows.length > 0) refuse("has a column behind its rows");
      if (columns.length === maxColumns)
        refuse(`has more than ${maxColumns} columns: save fewer columns at a time`, "limit");
      columns.push(columnOf(attributes, columns.length, refuse));
      return { child: () => null };
    },
    end: () => done(columns.length === 0 ? null : { columns, rows }),
  };
}

function columnOf(attributes: XmlAttributes, index: number, refuse: Refuse): SaveColumn {
  const name = attribute(attributes, "Column") ?? refuse(`gives column ${index + 1} no name`);
  return { name, origValue: attribute(attributes, "OrigValue") };
}

function rowElement(
  columns: readonly SaveColumn[],
  places: Map<string, number[]>,
  refuse: Refuse,
  done: (row: SaveRow) => void,
): XmlElement {
  const names: string[] = [];
  const cells: (string | null)[] = [];
  const cell: XmlElement = { end: (text) => cells.push(text === "" ? null : text) };
  const refuseRow: Refuse = (sentence) => refuse(`${sentence} in ${placeOf(columns, names, cells)}`);
  return {
    child: (name) => {
      if (names.length === columns.length) refuseRow(`has more than its ${columns.length} cells`);
      names.push(name);
      return cell;
    },
    end: () =>
      done(cells.length === columns.length ? cells : bindByName(columns, places, names, cells, refuseRow)),
  };
}

/** Says which row of the sheet it is, where the row has said so itself. */
function placeOf(columns: readonly SaveColumn[], names: readonly string[], cells: SaveRow): string {
  const [row] = cells;
  const numbered = (columns[0]?.name ?? "").toLowerCase() === "row" && names[0]?.toLowerCase() === "row";
  return numbered && row && /^\d{1,10}$/.test(row) ? `row ${row} of the sheet` : "a row without a number";
}

/**
 * Puts each cell of a short row into the first free column of its name; the columns left over are empty.
 * @param places the columns' numbers by their keys ({@link columnKey})
 */
function bindByName(
  columns: readonly SaveColumn[],
  places: Map<string, number[]>,
  names: readonly string[],
  cells: SaveRow,
  refuse: Refuse,
): SaveRow {
  if (places.size === 0) {
    for (const [index, { name }] of columns.entries()) {
      const key = columnKey(name);
      const same = places.get(key);
      if (same === undefined) places.set(key, [index]);
      else same.push(index);
    }
  }
  const row: (string | null)[] = new Array(columns.length).fill(null);
  const used = new Map<string, number>();
  for (const [cell, name] of names.entries()) {
    // A column's name can itself look encoded, and its element's name is encoded once more.
    const key =
      [columnKey(name), columnKey(decodeName(name))].find((candidate) => places.has(candidate)) ?? "";
    const count = used.get(key) ?? 0;
    const index = places.get(key)?.[count] ?? refuse("has a cell that belongs to no column");
    used.set(key, count + 1);
    row[index] = cells[cell] ?? null;
  }
  return row;
}

/** A column's name as look-ups compare it: decoded, in lower case. */
function columnKey(name: string): string {
  return decodeName(name).toLowerCase();
}
