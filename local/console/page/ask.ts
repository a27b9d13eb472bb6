import { type Formula, requestBody } from "../../addin/request.ts";
import type { AnswerNotes } from "../../addin/response.ts";
import { streamResponse } from "../../addin/response-stream.ts";
import { userOf } from "../../addin/user.ts";
import { textIn } from "./post.ts";
import type { Sheet } from "./sheet.ts";

/** What the page asks the API for. */
export interface Question {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** Null for a plain GET. */
  readonly formula: Formula | null;
}

/** How far an answer has come; the same object all along, while it arrives. */
export interface Answer {
  readonly question: Question;
  readonly token: string;
  /** The request's body; empty for a GET. */
  readonly body: string;
  readonly startedAt: number;
  status: number;
  headers: readonly (readonly [string, string])[];
  /** Milliseconds from the start to the first byte, and to the last; null until then. */
  firstByteMs: number | null;
  totalMs: number | null;
  /** Characters of the document, after decompression. */
  characters: number;
  rows: number;
  sheets: Sheet[];
  /** How the document begins. */
  beginning: string;
  notes: AnswerNotes | null;
  /** What went wrong on the way; null where the API answered. */
  failure: string | null;
}

/** As much of a document as the page shows as text. */
const shownCharacters = 100_000;

export function begin(question: Question, token: string): Answer {
  const { formula } = question;
  const source = formula?.save === undefined ? "ReportRange" : "ReportSave";
  return {
    question,
    token,
    body: formula === null ? "" : requestBody(source, formula, userOf(token)),
    startedAt: performance.now(),
    status: 0,
    headers: [],
    firstByteMs: null,
    totalMs: null,
    characters: 0,
    rows: 0,
    sheets: [],
    beginning: "",
    notes: null,
    failure: null,
  };
}

/**
 * Asks, and fills in the answer while it arrives. Never throws: what goes wrong is the answer's `failure`,
 * and the rows that had arrived by then stay.
 * @param changed is called when there is more to show
 */
export async function fill(answer: Answer, signal: AbortSignal, changed: () => void): Promise<void> {
  const { question, token, body } = answer;
  try {
    const response = await fetch(`/call/${question.path.replace(/^\/+/, "")}`, {
      // Always POST: browsers send an Origin with it, by which the console knows its own page.
      method: "POST",
      headers: {
        "Console-Method": question.method,
        "Content-Type": "application/json; charset=utf-8",
        ...(token === "" ? {} : { Authorization: `Bearer ${token}` }),
      },
      ...(question.method === "POST" ? { body } : {}),
      signal,
    });
    answer.status = response.status;
    answer.headers = [...response.headers];
    const pieces = piecesOf(response, answer);
    if (question.formula === null || response.status !== 200) answer.failure = await plain(pieces, answer);
    else await readTables(pieces, answer, changed);
  } catch (error) {
    answer.failure = signal.aborted ? "Cancelled." : said(error, answer);
  }
  answer.totalMs = performance.now() - answer.startedAt;
  changed();
}

async function readTables(
  pieces: AsyncGenerator<string>,
  answer: Answer,
  changed: () => void,
): Promise<void> {
  let shownAt = 0;
  answer.notes = await streamResponse(pieces, {
    table(columns) {
      answer.sheets.push({ columns, rows: [] });
      changed();
    },
    row(cells) {
      answer.sheets.at(-1)?.rows.push({ cells: [...cells], isChanged: false });
      answer.rows++;
      const now = performance.now();
      if (now - shownAt < 100) return undefined;
      shownAt = now;
      changed();
      // The page draws and takes clicks between two batches of rows.
      return new Promise((resolve) => setTimeout(resolve));
    },
  });
}

/** A status endpoint's document stays text; a refusal's sentence is the failure. */
async function plain(pieces: AsyncGenerator<string>, answer: Answer): Promise<string | null> {
  let text = "";
  for await (const piece of pieces) text += piece;
  if (answer.status === 200) return null;
  const sentence = sentenceIn(text) ?? text.slice(0, 500);
  return `${answer.status}: ${sentence}`;
}

function sentenceIn(text: string): string | null {
  try {
    const document: unknown = JSON.parse(text);
    return textIn(document, "message") ?? textIn(document, "error");
  } catch {
    return null;
  }
}

async function* piecesOf({ body }: Response, answer: Answer): AsyncGenerator<string> {
  const reader = body?.pipeThrough(new TextDecoderStream("utf-8", { fatal: true })).getReader();
  try {
    for (;;) {
      const piece = await reader?.read();
      if (piece?.value === undefined) return;
      answer.firstByteMs ??= performance.now() - answer.startedAt;
      answer.characters += piece.value.length;
      if (answer.beginning.length < shownCharacters)
        answer.beginning += piece.value.slice(0, shownCharacters - answer.beginning.length);
      yield piece.value;
    }
  } finally {
    await reader?.cancel().catch(() => {});
  }
}

function said(error: unknown, { rows }: Answer): string {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && error.name === "AnswerUnreadable") return `The answer ${message}`;
  return rows > 0
    ? `The transfer broke off after ${rows.toLocaleString("en-US")} rows: ${message}.`
    : `There is no answer: ${message}.`;
}
