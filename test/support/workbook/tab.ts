import type { Sheet } from "hucre/xlsx";

/** A block of cells: rows and columns counted from 1, as Excel does. */
export interface Range {
  readonly rows: readonly number[];
  /** Null where the reference has whole rows, such as `2:2`. */
  readonly columns: readonly number[] | null;
}

/** A sheet of a workbook, by the addresses that people read in it. */
export interface Tab {
  readonly name: string;
  /** The text of a cell; empty where there is nothing. */
  readonly text: (row: number, column: number) => string;
  /** The names in the range's first row, with their columns. What stands in brackets, `[clear]`, is none. */
  readonly names: (range: Range) => readonly { readonly name: string; readonly column: number }[];
  readonly formulas: readonly { readonly row: number; readonly column: number; readonly formula: string }[];
}

/** Widest sheet that the tests read. */
const lastColumn = 40;

export function tabOf(sheet: Sheet): Tab {
  const text = (row: number, column: number) => String(sheet.rows[row - 1]?.[column - 1] ?? "");
  return {
    name: sheet.name,
    text,
    names: ({ rows: [row = 0], columns }) =>
      (columns ?? upTo(1, lastColumn))
        .map((column) => ({ name: text(row, column), column }))
        .filter(({ name }) => name !== "" && !name.startsWith("[")),
    formulas: [...(sheet.cells ?? [])].flatMap(([key, { formula }]) => {
      const [row = 0, column = 0] = key.split(",").map(Number);
      return formula === undefined ? [] : [{ row: row + 1, column: column + 1, formula }];
    }),
  };
}

/** `B20:C23`, `D15` or whole rows, `2:2`. @throws Error for another form */
export function rangeOf(reference: string): Range {
  const [, firstColumn = "", firstRow = "", lastColumnName = firstColumn, lastRow = firstRow] =
    /^\$?([A-Z]*)\$?(\d+)(?::\$?([A-Z]*)\$?(\d+))?$/.exec(reference) ?? [];
  if (firstRow === "") throw new Error(`${reference} is no range that these tests read.`);
  return {
    rows: upTo(Number(firstRow), Number(lastRow)),
    columns: firstColumn === "" ? null : upTo(columnOf(firstColumn), columnOf(lastColumnName)),
  };
}

const columnOf = (letters: string) =>
  [...letters].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0);

const upTo = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, at) => first + at);
