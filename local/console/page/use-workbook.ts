import { useState } from "preact/hooks";
import type { FoundFormula } from "../../addin/workbook/workbook.ts";
import { portals } from "./about.ts";
import type { Answer, Question } from "./ask.ts";
import { askFormula, type OpenWorkbook, openWorkbook, resultOf } from "./open-workbook.ts";

/** The workbook of the page, and what came of its formulas. */
export interface WorkbookDesk {
  readonly book: OpenWorkbook | null;
  readonly isShown: boolean;
  readonly show: (isShown: boolean) => void;
  /** Why the last file cannot be opened; empty where it can. */
  readonly problem: string;
  readonly outcomes: ReadonlyMap<FoundFormula, string>;
  /** Counts the answers that have been laid out. */
  readonly version: number;
  readonly open: (file: File | undefined) => Promise<void>;
  readonly run: (formula: FoundFormula) => Promise<void>;
}

/** @param ask asks the API as whoever is chosen above */
export function useWorkbook(ask: (question: Question) => Promise<Answer>): WorkbookDesk {
  const [book, setBook] = useState<OpenWorkbook | null>(null);
  const [isShown, show] = useState(false);
  const [problem, setProblem] = useState("");
  const [outcomes, setOutcomes] = useState<ReadonlyMap<FoundFormula, string>>(new Map());
  const [version, setVersion] = useState(0);

  const open = async (file: File | undefined) => {
    if (file === undefined) return;
    try {
      // A mistake in the project's file keeps no workbook closed that lists its portals itself.
      let trouble = "";
      const kept = await portals().catch((error: unknown) => {
        trouble = messageOf(error);
        return [];
      });
      setBook(await openWorkbook(file, kept));
      setOutcomes(new Map());
      setProblem(trouble);
      show(true);
    } catch (error) {
      setProblem(`${file.name} ${messageOf(error)}`);
    }
  };

  const run = async (formula: FoundFormula) => {
    if (book === null) return;
    const outcome = (text: string) => setOutcomes((before) => new Map(before).set(formula, text));
    try {
      outcome(await laidOut(book, formula, ask));
      setVersion((count) => count + 1);
    } catch (error) {
      outcome(messageOf(error));
    }
  };

  return { book, isShown, show, problem, outcomes, version, open, run };
}

/** Runs a formula, and says what came of it. @throws Error with a sentence */
async function laidOut(
  book: OpenWorkbook,
  formula: FoundFormula,
  ask: (question: Question) => Promise<Answer>,
): Promise<string> {
  const { path, request, layOut } = askFormula(book, formula);
  if (request.save?.rows.length === 0) return "There are no rows to save.";
  const result = resultOf(await ask({ method: "POST", path, formula: request }));
  // What went wrong stands with the messages of the last answer.
  if (result === null || result.errorMessage !== "") return "The sheet stays as it was.";
  const { rows, notes } = layOut(result);
  return [`${rows.toLocaleString("en-US")} rows.`, ...notes].join(" ");
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
