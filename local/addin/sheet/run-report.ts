import type { Command, Formula } from "../request.ts";
import type { SheetPlace } from "../request-context.ts";
import type { AddinResult, ReturnedTable } from "../response.ts";
import { columnDefinitions, rowDefinitions } from "./definitions.ts";
import { dropdownEntries } from "./dropdown.ts";
import { layOutFixed } from "./report-fixed.ts";
import { type Book, FormulaUnreadable, type ReportFormula, reportFormula } from "./report-formula.ts";
import { layOutLookup } from "./report-lookup.ts";
import { layOutRange } from "./report-range.ts";
import { layOutSave, savedTable } from "./report-save.ts";
import { layOutVariable } from "./report-variable.ts";
import type { Sheet } from "./sheet.ts";
import { cellValue } from "./value.ts";

/** A data portal, as far as a formula's request depends on it. */
export interface Portal {
  /** Api Relative Url. */
  readonly path: string;
  readonly command: Command | null;
  /** Formula parameters, in the order of the formula's `Param`. */
  readonly parameters: readonly string[];
  /** Which of them have the direction output. */
  readonly outputs: readonly string[];
  /** System parameters, without `Interject_`. */
  readonly system: readonly string[];
  /** Data types of formula parameters (protocol section 3), by their names. */
  readonly dataTypes?: Readonly<Record<string, number>>;
}

/** A formula that is ready to be sent. */
export interface AskedReport {
  readonly report: ReportFormula;
  /** What `send` takes. */
  readonly request: Formula;
  /**
   * Lays an answer out in the sheet, and says what there is to say about it.
   * @throws FormulaUnreadable
   */
  readonly layOut: (result: AddinResult) => Laid;
}

/** What a formula has brought. */
export interface Laid {
  /** Rows of the table that the formula takes. */
  readonly rows: number;
  /** Sentences for the person who runs the formula. */
  readonly notes: readonly string[];
}

/**
 * Makes the request of a formula: with the definitions that stand in its ranges, and the values of its cells.
 * The folder `sheet/` has a file for each of Interject's functions, which lays out its answer.
 * @param portalOf the data portal of a code; undefined where there is none
 * @throws FormulaUnreadable
 */
export function askReport(
  book: Book,
  sheet: Sheet,
  text: string,
  place: SheetPlace,
  portalOf: (code: string) => Portal | undefined,
): AskedReport {
  const report = reportFormula(book, sheet, text);
  const portal = portalOf(report.code);
  if (portal === undefined) throw new FormulaUnreadable(`There is no data portal ${report.code}.`);
  const { parameters, outputs, system, dataTypes = {}, command } = portal;
  const columns = columnDefinitions(sheet, report.kind === "jDropdown" ? null : report.range("columns"));
  const results = report.kind === "ReportSave" ? columnDefinitions(sheet, report.range("results")) : [];
  const isGrouped = report.kind === "ReportFixed" || report.kind === "ReportVariable";
  const rowRange = isGrouped ? report.range("rows") : null;
  const save = report.kind === "ReportSave" ? savedTable(sheet, report, columns) : undefined;
  const inputs = parameters.flatMap((name, at) =>
    outputs.includes(name) ? [] : [[name, report.parameters[at]?.text ?? ""] as const],
  );
  const request: Formula = {
    portal: report.code,
    place,
    parameters: Object.fromEntries(inputs),
    outputs,
    system,
    dataTypes,
    columns,
    results,
    rows: rowRange === null ? [] : rowDefinitions(sheet, rowRange, columns),
    ...(save === undefined ? {} : { save }),
    ...(command === null ? {} : { command }),
  };
  const extra = report.parameters.length - parameters.length;
  const early = extra > 0 ? [`The data portal has ${parameters.length} parameters; Param gives more.`] : [];
  return {
    report,
    request,
    layOut: (result) => {
      writeOutputs(report, portal, result);
      const table = result.tables[report.table] ?? nothing;
      const notes = (() => {
        switch (report.kind) {
          case "ReportRange":
            return layOutRange(sheet, report, columns, table);
          case "ReportFixed":
            return layOutFixed(sheet, report, columns, table);
          case "ReportVariable":
            return layOutVariable(sheet, report, columns, table);
          case "ReportLookup":
            return layOutLookup(sheet, report, columns, table);
          case "ReportSave":
            if (save !== undefined) layOutSave(sheet, results, save, result);
            return [];
          case "jDropdown":
            return listed(dropdownEntries(report, table).map(({ shown }) => shown));
        }
      })();
      return { rows: table.rows.length, notes: [...early, ...notes] };
    },
  };
}

const nothing: ReturnedTable = { name: "", columns: [], rows: [] };

/** Writes output parameters into the cells that `Param` names for them. */
function writeOutputs(report: ReportFormula, { parameters, outputs }: Portal, result: AddinResult): void {
  for (const [at, name] of parameters.entries()) {
    const cell = report.parameters[at]?.cell ?? null;
    const returned = result.parameters.find(
      (one) => one.name.replace(/^@/, "").toLowerCase() === name.toLowerCase(),
    );
    if (cell === null || returned === undefined || !outputs.includes(name)) continue;
    const { sheet, row, column } = cell;
    sheet.set(row, column, cellValue(returned.outputValue, sheet.format(row, column)));
  }
}

function listed(entries: readonly string[]): readonly string[] {
  if (entries.length === 0) return ["The list is empty."];
  const more = entries.length > 5 ? `, and ${entries.length - 5} more` : "";
  return [`To choose from: ${entries.slice(0, 5).join(", ")}${more}.`];
}
