import { type Argument, type Call, parseFormula } from "./formula.ts";
import { parseReference, type Range, type Reference, rangeOf } from "./reference.ts";
import type { Sheet } from "./sheet.ts";
import { sentText } from "./value.ts";

/** A workbook, as far as a formula refers to it. */
export interface Book {
  readonly sheet: (tab: string) => Sheet | undefined;
  /** What a defined name stands for, as seen from a tab; undefined where it is not defined. */
  readonly definedName: (name: string, tab: string) => string | undefined;
}

/** A parameter's text, and the cell that it comes from; null for a text in the formula itself. */
export interface FormulaParameter {
  readonly text: string;
  readonly cell: { readonly sheet: Sheet; readonly row: number; readonly column: number } | null;
}

/** The names of the arguments, in their order (Interject: "Excel Function Index"). */
const argumentNames = {
  ReportRange: [
    "portal",
    "target",
    "columns",
    "formats",
    "parameters",
    "entireRows",
    "fieldNames",
    "retain",
    "insertWithin",
    "spacer",
  ],
  ReportFixed: ["portal", "rows", "columns", "parameters"],
  ReportVariable: [
    "portal",
    "rows",
    "columns",
    "formats",
    "parameters",
    "retain",
    "insertWithin",
    "spacer",
    "duplicates",
  ],
  ReportLookup: ["portal", "target", "columns", "parameters"],
  ReportSave: ["portal", "rows", "columns", "results", "parameters", "saveFile", "allRows"],
  jDropdown: ["portal", "parameters", "multiSelect", "target", "valueColumn", "displayColumn"],
} as const;

export type ReportKind = keyof typeof argumentNames;

/** A formula with its arguments looked up in the workbook. */
export interface ReportFormula {
  readonly kind: ReportKind;
  /** Data Portal Code. */
  readonly code: string;
  /** Which of the returned tables the formula takes, from 0 on. */
  readonly table: number;
  /** Whether the table is asked for by `jDataPortal`, whose answers formulas share. */
  readonly shared: boolean;
  readonly parameters: readonly FormulaParameter[];
  /** The range of an argument; null where it is blank. @throws FormulaUnreadable */
  readonly range: (name: "target" | "columns" | "rows" | "formats" | "results") => Range | null;
  /** Whether an argument is TRUE; `blank` where it is blank. @throws FormulaUnreadable */
  readonly flag: (
    name: "entireRows" | "fieldNames" | "spacer" | "duplicates" | "allRows",
    blank?: boolean,
  ) => boolean;
  /** The text of an argument; empty where it is blank. @throws FormulaUnreadable */
  readonly text: (name: "valueColumn" | "displayColumn") => string;
}

/** A formula cannot be run. The message says why in a sentence, for the person who wrote the formula. */
export class FormulaUnreadable extends Error {
  override readonly name = "FormulaUnreadable";
}

const kinds = Object.keys(argumentNames).join("|");
const anywhere = new RegExp(`(?<![\\w.])(?:_xll\\.)?(${kinds})\\(`, "i");

/** Which of the report functions a cell's formula calls; null for other formulas. */
export function reportKind(formula: string): ReportKind | null {
  const called = anywhere.exec(formula.replace(/"(?:[^"]|"")*"/g, '""'))?.[1]?.toLowerCase();
  return kindNamed(called ?? "");
}

/**
 * Looks up the arguments of a formula that stands in `sheet`.
 * @throws FormulaUnreadable
 */
export function reportFormula(book: Book, sheet: Sheet, formula: string): ReportFormula {
  const call = callOf(formula);
  const kind = kindNamed(call.name.toLowerCase());
  if (kind === null) throw new FormulaUnreadable(`${call.name} is none of the functions that pull or save.`);
  const argument = (name: string): Argument => {
    const at = (argumentNames[kind] as readonly string[]).indexOf(name);
    return call.args[at] ?? { kind: "blank" };
  };
  const value = (of: Argument): string => parameterOf(book, sheet, of).text;
  if (value(argument("retain")) !== "")
    throw new FormulaUnreadable("RetainRowColumns is not done here: rows of an earlier pull are never kept.");
  const portal = portalOf(argument("portal"), value);
  if (portal.code === "") throw new FormulaUnreadable("The formula names no data portal.");
  const asked = argument("parameters");
  if (asked.kind !== "blank" && !(asked.kind === "call" && asked.name.toLowerCase() === "param"))
    throw new FormulaUnreadable("The parameters must stand in Param(...).");
  return {
    kind,
    ...portal,
    parameters: asked.kind === "call" ? given(asked.args).map((one) => parameterOf(book, sheet, one)) : [],
    range: (name) => ownRange(book, sheet, argument(name)),
    flag: (name, blank = false) => {
      const text = value(argument(name)).toUpperCase();
      return text === "" ? blank : text === "TRUE" || text === "1";
    },
    text: (name) => value(argument(name)),
  };
}

/** Without the blanks at the end: `Param()` is read as one, and gives nothing. */
function given(args: readonly Argument[]): readonly Argument[] {
  return args.slice(0, args.findLastIndex(({ kind }) => kind !== "blank") + 1);
}

function kindNamed(name: string): ReportKind | null {
  const kinds = Object.keys(argumentNames) as ReportKind[];
  return kinds.find((kind) => kind.toLowerCase() === name) ?? null;
}

function callOf(formula: string): Call {
  try {
    return parseFormula(formula);
  } catch {
    throw new FormulaUnreadable(
      "The function must be the whole formula, and its arguments texts, numbers, cells, ranges or names.",
    );
  }
}

function portalOf(argument: Argument, value: (of: Argument) => string) {
  if (argument.kind !== "call") return { code: value(argument), table: 0, shared: false };
  if (argument.name.toLowerCase() !== "jdataportal")
    throw new FormulaUnreadable(`A data portal cannot be named by ${argument.name}.`);
  const [code, number, ...others] = argument.args.map(value);
  if (others.some((text) => text !== ""))
    throw new FormulaUnreadable("Of jDataPortal's arguments only the code and the number are done here.");
  const table = number === undefined || number === "" ? 1 : Number(number);
  if (!(Number.isInteger(table) && table > 0))
    throw new FormulaUnreadable("The DataResultNumber of jDataPortal must be a whole number from 1 on.");
  return { code: code ?? "", table: table - 1, shared: true };
}

/** A text, number or cell. A defined name counts as what it stands for. */
function parameterOf(book: Book, sheet: Sheet, argument: Argument): FormulaParameter {
  switch (argument.kind) {
    case "blank":
      return { text: "", cell: null };
    case "value":
      return { text: argument.value, cell: null };
    case "call":
      throw new FormulaUnreadable(`What ${argument.name}(...) gives is known to Excel alone.`);
    case "reference": {
      const reference = referenceOf(book, sheet, argument.text);
      const { top, bottom, left, right } = rangeOf(reference);
      const there = reference.tab === null ? sheet : book.sheet(reference.tab);
      if (there === undefined) throw new FormulaUnreadable(`There is no tab ${reference.tab}.`);
      if (top !== bottom || left !== right)
        throw new FormulaUnreadable(`${argument.text} must be a single cell.`);
      return { text: sentText(there.value(top, left)), cell: { sheet: there, row: top, column: left } };
    }
  }
}

function ownRange(book: Book, sheet: Sheet, argument: Argument): Range | null {
  if (argument.kind === "blank") return null;
  if (argument.kind !== "reference")
    throw new FormulaUnreadable("A range must be written as cells, such as 2:2.");
  const reference = referenceOf(book, sheet, argument.text);
  if (reference.tab !== null && reference.tab.toLowerCase() !== sheet.name.toLowerCase())
    throw new FormulaUnreadable(`${argument.text} must be in the formula's own tab.`);
  return rangeOf(reference);
}

function referenceOf(book: Book, sheet: Sheet, text: string): Reference {
  const reference = parseReference(text) ?? parseReference(book.definedName(text, sheet.name) ?? "");
  if (reference === null) throw new FormulaUnreadable(`${text} is no cell, range or name of this workbook.`);
  return reference;
}
