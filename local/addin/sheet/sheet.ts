import type { Range } from "./reference.ts";

/** What a cell holds; a blank one is null. A date is its serial number, an error its text, such as `#N/A`. */
export type CellValue = string | number | boolean | null;

/** How a cell shows a number; `text` is Excel's format for what must not be read as a number. */
export type CellFormat = "general" | "text" | "date";

/** A sheet, as the formulas read and change it. Rows and columns count from 1. */
export interface Sheet {
  /** The tab's name. */
  readonly name: string;
  /** What a cell holds; of a formula, what it showed when the workbook was saved. */
  readonly value: (row: number, column: number) => CellValue;
  readonly format: (row: number, column: number) => CellFormat;
  /** The last column with a cell in this row; 0 in an empty row. */
  readonly lastColumn: (row: number) => number;
  /** The last row with a cell. */
  readonly lastRow: () => number;
  /** Takes the place of what the cell holds, also of a formula. The cell keeps its format. */
  readonly set: (row: number, column: number, value: CellValue) => void;
  /**
   * Inserts cells above `row`, and moves what is below; references to it follow, as in Excel. `span` are the
   * columns that move; without it, whole rows do.
   */
  readonly insert: (row: number, count: number, span?: Span) => void;
  /** Deletes cells from `row` on, and moves up what is below. */
  readonly remove: (row: number, count: number, span?: Span) => void;
  /** Gives a row the formats of another row or, with `all`, also its values and its formulas, moved along. */
  readonly copyRow: (from: number, to: number, parts: "formats" | "all", span?: Span) => void;
}

/** Columns from the first to the last. */
export type Span = Pick<Range, "left" | "right">;
