/** What a cell can hold; a blank one is null. */
export type CellValue = string | number | null;

/** A formula of Interject's, and what the API answers to it. */
export interface ReportFormula {
  /** `Pull` or `Save`, as the Addin's buttons are called. */
  readonly action: "Pull" | "Save";
  /** As Excel stores it: functions of an add-in carry `_xll.`. */
  readonly formula: string;
  /** Rows that the API answers, in the result set that the formula takes. */
  readonly rows: number;
}

/** A tab of the example workbook. `sheet.ts` says which rows of the sheet its parts stand in. */
export interface Tab {
  readonly name: string;
  readonly notes: readonly string[];
  /** Names of columns from column B on, by the row of the sheet (2 to 4, and 6 for the results of a save). */
  readonly definitions: Readonly<Record<number, readonly CellValue[]>>;
  readonly formulas: readonly ReportFormula[];
  /** Labels in column C with the values in column D, from row 15 on. */
  readonly parameters?: readonly (readonly [label: string, value: CellValue])[];
  /** Headings of the report area, from column B of row 19 on. */
  readonly headings: readonly string[];
  /** What stands in the report area before a pull, such as row definitions; from column B of row 20 on. */
  readonly report?: readonly (readonly CellValue[])[];
}
