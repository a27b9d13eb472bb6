import { cellName } from "../sheet/reference.ts";
import type { CellValue } from "../sheet/sheet.ts";
import type { Workbook } from "./workbook.ts";
import type { Worksheet } from "./worksheet.ts";

/** A cell that differs: what it holds in each workbook, a formula with `=` in front. Null is a blank cell. */
export interface Difference {
  readonly tab: string;
  /** Null where the whole tab is missing on one side. */
  readonly cell: string | null;
  readonly expected: CellValue;
  readonly found: CellValue;
}

/**
 * The cells that differ. Of a cell with a formula the formula counts, because only Excel computes what it
 * shows. Numbers are compared in Excel's 15 digits; formats do not count.
 */
export function differences(expected: Workbook, found: Workbook): readonly Difference[] {
  const tabs = new Set([...expected.sheets, ...found.sheets].map(({ name }) => name));
  return [...tabs].flatMap((tab): readonly Difference[] => {
    const [one, other] = [expected.sheet(tab), found.sheet(tab)];
    if (one !== undefined && other !== undefined) return differingCells(tab, one, other);
    const said = (sheet: Worksheet | undefined) => (sheet === undefined ? null : "a tab");
    return [{ tab, cell: null, expected: said(one), found: said(other) }];
  });
}

function differingCells(tab: string, expected: Worksheet, found: Worksheet): readonly Difference[] {
  const [one, other] = [contents(expected), contents(found)];
  const places = [...new Set([...one.keys(), ...other.keys()])].toSorted((a, b) => a - b);
  return places.flatMap((place) => {
    const [wanted, there] = [one.get(place) ?? null, other.get(place) ?? null];
    if (wanted === there) return [];
    const cell = cellName(Math.floor(place / columnsPerRow), place % columnsPerRow);
    return [{ tab, cell, expected: wanted, found: there }];
  });
}

const columnsPerRow = 32_768;

/** What the cells of a sheet hold, by row and column in one number. */
function contents(sheet: Worksheet): ReadonlyMap<number, CellValue> {
  const all = new Map<number, CellValue>();
  for (const [row, { cells }] of sheet.parts.rows) {
    for (const column of cells.keys()) {
      const value = sheet.value(row, column);
      const plain = typeof value === "number" ? Number(value.toPrecision(15)) : value;
      if (plain !== null && plain !== "") all.set(row * columnsPerRow + column, plain);
    }
  }
  for (const { cell, text } of sheet.formulas()) all.set(cell.row * columnsPerRow + cell.column, `=${text}`);
  return all;
}
