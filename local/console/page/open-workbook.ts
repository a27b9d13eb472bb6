import { type KeptPortal, keptPortals } from "../../addin/command/kept-portals.ts";
import type { AddinResult } from "../../addin/response.ts";
import { listedPortals } from "../../addin/sheet/portal-list.ts";
import { cellName } from "../../addin/sheet/reference.ts";
import { type AskedReport, askReport, type Portal } from "../../addin/sheet/run-report.ts";
import { cellValue } from "../../addin/sheet/value.ts";
import { type FoundFormula, Workbook } from "../../addin/workbook/workbook.ts";
import type { Answer } from "./ask.ts";
import type { Sheet } from "./sheet.ts";

/** A workbook that has been dropped on the page. Nothing of it leaves the page but what its formulas send. */
export interface OpenWorkbook {
  readonly name: string;
  readonly workbook: Workbook;
  readonly formulas: readonly FoundFormula[];
  /** By code, in lower case. */
  readonly portals: ReadonlyMap<string, Portal>;
}

/**
 * Opens a workbook, with the data portals that it lists and those that the project keeps.
 * @param kept the project's; they win
 * @throws Error that ends a sentence which begins with the file's name
 */
export async function openWorkbook(file: File, kept: readonly KeptPortal[]): Promise<OpenWorkbook> {
  const workbook = new Workbook(new Uint8Array(await file.arrayBuffer()));
  const listed = workbook.sheets.flatMap((sheet) => [...listedPortals(sheet)]);
  const portals = new Map([...listed, ...keptPortals(kept)]);
  return { name: file.name, workbook, formulas: workbook.formulas(), portals };
}

/** A formula's request, and the path that it goes to. */
export interface AskedFormula extends AskedReport {
  readonly path: string;
}

/** @throws Error with a sentence about the formula */
export function askFormula(
  { name, workbook, portals }: OpenWorkbook,
  { sheet, cell }: FoundFormula,
): AskedFormula {
  const text = sheet.formulaOf(cell) ?? "";
  const place = {
    fileName: name,
    filePath: "C:\\Reports",
    tabName: sheet.name,
    cell: cellName(cell.row, cell.column),
  };
  const portalOf = (code: string) => portals.get(code.toLowerCase());
  const asked = askReport(workbook, sheet, text, place, portalOf);
  return { ...asked, path: portalOf(asked.report.code)?.path ?? "" };
}

/** An answer as a whole, for a formula to lay out; null where the API refused or broke off. */
export function resultOf({ notes, failure, sheets, beginning }: Answer): AddinResult | null {
  if (notes === null || failure !== null) return null;
  const tables = sheets.map(({ columns, rows }) => ({
    name: "",
    columns,
    rows: rows.map(({ cells }) => cells.map((cell) => cell ?? null)),
  }));
  return { ...notes, tables, text: beginning };
}

type Tab = FoundFormula["sheet"];

/** The tab's cells for the grid, from its first cell to its last. */
export function tabSheet(tab: Tab): Sheet {
  const columns: string[] = [];
  const last = tab.lastRow();
  let width = 1;
  for (let row = 1; row <= last; row++) width = Math.max(width, tab.lastColumn(row));
  for (let column = 1; column <= width; column++) columns.push(cellName(1, column).slice(0, -1));
  return { columns, rows: rowsOf(tab, width) };
}

function rowsOf(tab: Tab, width: number): Sheet["rows"] {
  return Array.from({ length: tab.lastRow() }, (_, at) => ({
    cells: Array.from({ length: width }, (__, column) => tab.value(at + 1, column + 1)),
    isChanged: false,
  }));
}

/** Puts what a person has typed into the tab, as Excel would read it. */
export function editTab(tab: Tab, row: number, column: number, text: string): void {
  tab.set(row, column, cellValue(text, tab.format(row, column)));
}
