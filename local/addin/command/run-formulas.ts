import type { AddinResult } from "../response.ts";
import { type DataPortal, send } from "../send.ts";
import { cellName } from "../sheet/reference.ts";
import { FormulaUnreadable, type ReportFormula } from "../sheet/report-formula.ts";
import { askReport, type Portal } from "../sheet/run-report.ts";
import type { FoundFormula, Workbook } from "../workbook/workbook.ts";
import { answered, NoAnswer } from "./data-connection.ts";
import { messages, saveNotes } from "./print-answer.ts";

/** How a formula came out. */
export interface FormulaOutcome {
  /** Rows of the table that the formula takes; null where there was no answer. */
  readonly rows: number | null;
  readonly ms: number;
  /** Whole lines for the person who runs the formula. */
  readonly lines: readonly string[];
  readonly failed: boolean;
}

/**
 * Runs formulas of a workbook one after the other, and lays their answers out in it. Formulas that take their
 * table from `jDataPortal` share one answer where data portal and parameters are the same. Where a formula
 * fails, the sheet stays as it is.
 */
export function formulaRunner(
  workbook: Workbook,
  connection: DataPortal,
  file: { readonly fileName: string; readonly filePath: string },
  portalOf: (code: string) => Portal | undefined,
): (formula: FoundFormula) => Promise<FormulaOutcome> {
  const shared = new Map<string, AddinResult>();
  const ask = async (
    report: ReportFormula,
    key: string,
    path: string,
    request: Parameters<typeof send>[2],
  ) => {
    const there = report.shared ? shared.get(key) : undefined;
    if (there !== undefined) return there;
    const result = await answered(connection, send(connection, path, request));
    if (report.shared) shared.set(key, result);
    return result;
  };
  return async ({ sheet, cell }) => {
    const start = performance.now();
    const outcome = (rows: number | null, lines: readonly string[], failed: boolean): FormulaOutcome => ({
      rows,
      ms: performance.now() - start,
      lines,
      failed,
    });
    try {
      const place = { ...file, tabName: sheet.name, cell: cellName(cell.row, cell.column) };
      const text = sheet.formulaOf(cell);
      if (text === null) throw new FormulaUnreadable("An earlier formula has written into this cell.");
      const { report, request, layOut } = askReport(workbook, sheet, text, place, portalOf);
      if (request.save?.rows.length === 0) return outcome(0, ["There are no rows to save."], false);
      const key = JSON.stringify([report.code.toLowerCase(), request.parameters]);
      const result = await ask(report, key, portalOf(report.code)?.path ?? "", request);
      // What stands in Interject_ReturnError is the error as well.
      const shown = result.parameters.filter(({ name }) => !/^@?Interject_ReturnError$/i.test(name));
      const said = messages({ ...result, parameters: shown })
        .split("\n")
        .slice(0, -1);
      if (result.errorMessage !== "") return outcome(null, said, true);
      const { rows, notes } = layOut(result);
      const saved = request.save === undefined ? "" : saveNotes(request.save, result);
      return outcome(rows, [...said, ...notes, ...saved.split("\n").slice(0, -1)], false);
    } catch (error) {
      if (!(error instanceof FormulaUnreadable || error instanceof NoAnswer)) throw error;
      return outcome(null, [error.message], true);
    }
  };
}
