import type { Command, Formula } from "../../../local/addin/request.ts";
import { type Argument, type Call, parseFormula } from "./formula.ts";
import { rangeOf, type Tab } from "./tab.ts";

/** A data portal as the workbook's first sheet lists it. */
export interface ListedPortal {
  readonly path: string;
  readonly command: Command | null;
  readonly parameters: readonly string[];
  readonly outputs: readonly string[];
}

/** What a formula in a sheet asks for, and what must come back for it. */
export interface AskedFormula {
  readonly code: string;
  /** Which of the returned tables the formula takes, from 0 on. */
  readonly table: number;
  readonly formula: (portal: ListedPortal) => Formula;
  /** Columns that the sheet has a place for. */
  readonly columns: readonly string[];
}

/** Where each function has its arguments (Interject's "Excel Function Index"). */
const positions: Readonly<
  Record<string, Partial<Record<"rows" | "columns" | "results" | "parameters", number>>>
> = {
  ReportRange: { columns: 2, parameters: 4 },
  ReportFixed: { rows: 1, columns: 2, parameters: 3 },
  ReportVariable: { rows: 1, columns: 2, parameters: 4 },
  ReportLookup: { columns: 2, parameters: 3 },
  ReportSave: { rows: 1, columns: 2, results: 3, parameters: 4 },
  jDropdown: { parameters: 1 },
};

/** Reads a formula with the ranges of its tab that it names. */
export function askedFormula(tab: Tab, text: string): AskedFormula {
  const call = parseFormula(text);
  const at = positions[call.name];
  if (at === undefined) throw new Error(`${call.name} is none of Interject's report formulas.`);
  const argument = (place: number | undefined): Argument => call.args[place ?? -1] ?? { kind: "blank" };
  const namesIn = (place: number | undefined) => {
    const found = argument(place);
    return found.kind === "reference" ? tab.names(rangeOf(found.text)) : [];
  };
  const columns = namesIn(at.columns);
  const rowDefinitions = argument(at.rows);
  const keyed = rowDefinitions.kind === "reference" ? keyedRows(tab, rangeOf(rowDefinitions.text)) : [];
  const { code, table } = portalOf(argument(0));
  return {
    code,
    table,
    columns: [
      ...namesIn(at.results),
      ...(call.name === "ReportSave" ? [] : columns),
      ...(call.name === "jDropdown" ? [cellOf(tab, argument(4))].map((name) => ({ name })) : []),
    ].map(({ name }) => name),
    formula: ({ parameters, outputs, command }) => {
      const values = parametersOf(tab, argument(at.parameters));
      const inputs = parameters.flatMap((name, index) =>
        outputs.includes(name) ? [] : [[name, values[index] ?? ""] as const],
      );
      return {
        parameters: Object.fromEntries(inputs),
        outputs,
        columns: columns.map(({ name }) => name),
        ...(command === null ? {} : { command }),
        ...(call.name === "ReportSave"
          ? {
              save: {
                columns: ["Row", ...columns.map(({ name }) => name)],
                rows: keyed.map((row) => [
                  String(row),
                  ...columns.map(({ column }) => tab.text(row, column)),
                ]),
              },
            }
          : { rows: rowsOf(tab, call, keyed, columns) }),
      };
    },
  };
}

/** The rows of a range with something in its first column. */
function keyedRows(tab: Tab, { rows, columns }: ReturnType<typeof rangeOf>): readonly number[] {
  return rows.filter((row) => tab.text(row, columns?.[0] ?? 1) !== "");
}

/** Row definitions: the values of the columns of the RowDefRange, by the names above them. */
function rowsOf(
  tab: Tab,
  { args: [, range] }: Call,
  keyed: readonly number[],
  columns: readonly { readonly name: string; readonly column: number }[],
) {
  const keys = range?.kind === "reference" ? (rangeOf(range.text).columns ?? []) : [];
  return keyed.map((row) =>
    Object.fromEntries(
      keys.map((key) => [columns.find(({ column }) => column === key)?.name ?? "", tab.text(row, key)]),
    ),
  );
}

function portalOf(argument: Argument): { readonly code: string; readonly table: number } {
  if (argument.kind === "value") return { code: argument.value, table: 0 };
  if (argument.kind !== "call" || argument.name !== "jDataPortal")
    throw new Error("A formula names no data portal.");
  const [code, table] = argument.args.map((one) => (one.kind === "value" ? one.value : ""));
  return { code: code ?? "", table: Number(table || 1) - 1 };
}

function parametersOf(tab: Tab, argument: Argument): readonly string[] {
  return argument.kind === "call" ? argument.args.map((one) => cellOf(tab, one)) : [];
}

function cellOf(tab: Tab, argument: Argument): string {
  if (argument.kind === "value") return argument.value;
  if (argument.kind !== "reference") return "";
  const { rows, columns } = rangeOf(argument.text);
  return tab.text(rows[0] ?? 0, columns?.[0] ?? 0);
}
