/** A corner of a reference: `$B$2`; the row is null in whole columns, the column in whole rows. */
interface Corner {
  readonly column: number | null;
  readonly row: number | null;
  readonly fixedColumn: boolean;
  readonly fixedRow: boolean;
}

/** A reference as a formula has it: `B2`, `$B$2:C3`, `18:19`, `B:B` or `'My tab'!B2`. */
export interface Reference {
  /** The tab's name; null where the reference means the formula's own. */
  readonly tab: string | null;
  readonly first: Corner;
  /** Null for a single cell. */
  readonly last: Corner | null;
}

/** A block of cells, counted from 1 as Excel does. Whole rows and columns reach to Excel's limits. */
export interface Range {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** Rows and columns of a sheet (Microsoft: "Excel specifications and limits"). */
export const sheetLimit = { rows: 1_048_576, columns: 16_384 } as const;

const corner = String.raw`\$?[A-Z]{1,3}\$?[1-9]\d*`;
const place = String.raw`${corner}(?::${corner})?|\$?[1-9]\d*:\$?[1-9]\d*|\$?[A-Z]{1,3}:\$?[A-Z]{1,3}`;
const tab = String.raw`(?:('(?:[^']|'')+'|[\p{L}_\\][\p{L}\p{N}_.]*)!)?`;
const whole = new RegExp(`^${tab}(${place})$`, "iu");
// A text in quotes is passed over. What follows a letter, a bracket or another book's name is no reference.
const within = new RegExp(
  `"(?:[^"]|"")*"|(?<![\\p{L}\\p{N}_.$\\]\\[!'])${tab}(${place})(?![\\p{L}\\p{N}_.(!\\[])`,
  "giu",
);

/** Reads a reference; null for every other text. */
export function parseReference(text: string): Reference | null {
  const [, name, cells] = whole.exec(text.trim()) ?? [];
  return cells === undefined ? null : referenceOf(name, cells);
}

/**
 * The formula with each of its references replaced by what `change` makes of it; null leaves it as written.
 */
export function mapReferences(formula: string, change: (reference: Reference) => string | null): string {
  return formula.replace(within, (text: string, name: string | undefined, cells: string | undefined) =>
    cells === undefined ? text : (change(referenceOf(name, cells)) ?? text),
  );
}

/** The reference as a formula has it. */
export function printReference({ tab, first, last }: Reference): string {
  const plain = tab !== null && /^[\p{L}_][\p{L}\p{N}_.]*$/u.test(tab) && parseReference(tab) === null;
  const name = tab === null ? "" : plain ? `${tab}!` : `'${tab.replaceAll("'", "''")}'!`;
  return `${name}${printCorner(first)}${last === null ? "" : `:${printCorner(last)}`}`;
}

/** The cells that a reference means. */
export function rangeOf({ first, last }: Reference): Range {
  const end = last ?? first;
  return {
    top: Math.min(first.row ?? 1, end.row ?? 1),
    bottom: Math.max(first.row ?? sheetLimit.rows, end.row ?? sheetLimit.rows),
    left: Math.min(first.column ?? 1, end.column ?? 1),
    right: Math.max(first.column ?? sheetLimit.columns, end.column ?? sheetLimit.columns),
  };
}

/** `AB12` for row 12, column 28. */
export function cellName(row: number, column: number): string {
  return `${columnName(column)}${row}`;
}

function columnName(column: number): string {
  const last = String.fromCharCode(65 + ((column - 1) % 26));
  return column <= 26 ? last : columnName(Math.floor((column - 1) / 26)) + last;
}

function referenceOf(name: string | undefined, cells: string): Reference {
  const [first = "", last] = cells.split(":");
  return {
    tab: name === undefined ? null : name.replace(/^'(.*)'$/s, "$1").replaceAll("''", "'"),
    first: cornerOf(first),
    last: last === undefined ? null : cornerOf(last),
  };
}

function cornerOf(text: string): Corner {
  const [, fixedColumn, letters = "", fixedRow, digits] =
    /^(\$?)([A-Z]*)(\$?)(\d*)$/.exec(text.toUpperCase()) ?? [];
  const column = [...letters].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0);
  return {
    column: letters === "" ? null : column,
    row: digits ? Number(digits) : null,
    // In whole rows the dollar sign stands where a column's would.
    fixedColumn: letters !== "" && fixedColumn === "$",
    fixedRow: fixedRow === "$" || (letters === "" && fixedColumn === "$"),
  };
}

function printCorner({ column, row, fixedColumn, fixedRow }: Corner): string {
  const letters = column === null ? "" : `${fixedColumn ? "$" : ""}${columnName(column)}`;
  return `${letters}${row === null ? "" : `${fixedRow ? "$" : ""}${row}`}`;
}
