import { cellName } from "../sheet/reference.ts";
import type { CellValue } from "../sheet/sheet.ts";
import type { Difference } from "../workbook/compare.ts";
import type { FoundFormula } from "../workbook/workbook.ts";
import type { FormulaOutcome } from "./run-formulas.ts";

/** A formula in one line. */
export function printedFormula({ sheet, cell }: FoundFormula): string {
  return `${placeOf(sheet.name, cell)}  ${(sheet.formulaOf(cell) ?? "").replaceAll("_xll.", "")}\n`;
}

/** How a formula came out: a line, and below it what there is to say. */
export function printedRun({ sheet, cell, kind }: FoundFormula, outcome: FormulaOutcome): string {
  const { rows, ms, lines, failed } = outcome;
  const count = rows === null ? "" : `  ${rows.toLocaleString("en-US")} ${rows === 1 ? "row" : "rows"}`;
  const end = failed ? "  failed" : count;
  const head = `${placeOf(sheet.name, cell)}  ${kind}${end}  ${Math.round(ms).toLocaleString("en-US")} ms\n`;
  return head + lines.map((line) => `    ${line}\n`).join("");
}

/** The cells that differ, a line each; at most 50 lines. */
export function printedDifferences(differences: readonly Difference[], file: string): string {
  if (differences.length === 0) return `The cells are those of ${file}.\n`;
  const lines = differences.slice(0, 50).map(({ tab, cell, expected, found }) => {
    return `${tab}${cell === null ? "" : `!${cell}`}: ${printed(expected)} in ${file}, ${printed(found)} here\n`;
  });
  const more = differences.length - lines.length;
  const rest = more > 0 ? `and ${more.toLocaleString("en-US")} more\n` : "";
  const count = `${differences.length.toLocaleString("en-US")} ${differences.length === 1 ? "cell differs" : "cells differ"}:\n`;
  return count + lines.join("") + rest;
}

function printed(value: CellValue): string {
  return value === null ? "nothing" : JSON.stringify(value);
}

function placeOf(tab: string, { row, column }: { readonly row: number; readonly column: number }): string {
  return `${tab}!${cellName(row, column)}`;
}
