import { UserError } from "../errors.ts";
import type { RequestParameter } from "../request/request.ts";
import { type Chunks, finishChunk, openChunks, takeReady, takeWritten, writeText } from "./chunks.ts";
import { type ColumnRule, columnRules } from "./column-rule.ts";
import { isBatch, writeRow } from "./rows.ts";
import type { Row, Table } from "./table.ts";
import { tableClosing, tableOpening } from "./table-frame.ts";
import { unbroken } from "./unbroken.ts";
import { type TakenNames, takeName } from "./unique-name.ts";

/** The two texts of a response; an empty one is not shown (protocol section 4). */
export interface ResponseTexts {
  /** Pops up as a message box. */
  readonly UserMessage: string;
  /** Marks the formula as failed and stands in the pull or save window. */
  readonly ErrorMessage: string;
}

/** What follows the tables. */
export interface ResponseClosing extends ResponseTexts {
  readonly RequestParameterList: readonly RequestParameter[];
  readonly SupplementalData: Readonly<Record<string, string | null>>;
}

/** Where a response comes from. */
export interface ResponseSource {
  /** Each table is pulled when the rows of the table before have been written. */
  readonly tables: Iterable<Table> | AsyncIterable<Table>;
  /**
   * Asked once, when no more rows will be read: after the last row, or after {@link failure}.
   * @param rows of all tables that were written
   */
  readonly closing: (rows: number) => ResponseClosing | Promise<ResponseClosing>;
  /** Puts into words what `tables`, their rows or `closing` threw. Must not throw itself. */
  readonly failure: (error: unknown) => ResponseTexts;
  /**
   * Asked after a failure between two tables or behind the last: true when the tables before it are all that
   * there are.
   */
  readonly isRead?: () => boolean;
  /**
   * Asked each time that a chunk has been taken: true when nothing but the end of the document should follow.
   * Leave room for it: the rows already in the buffer (a chunk), and the closing.
   */
  readonly full?: () => boolean;
}

/** How far a response has come. */
interface Progress {
  /** Rows of all tables. */
  rows: number;
  /** The last table that was opened, and its rows so far. */
  table: string;
  rowsOfTable: number;
  /** Whether rows of the last table may be missing. */
  isWithinTable: boolean;
  full: boolean;
}

/**
 * Writes a response document (protocol section 4) in chunks of about 64 KB, as fast as they are taken. Rows
 * are pulled from their source one batch at a time and only for the next chunk, so a large table takes no
 * more memory. While a source keeps the document waiting, what is there goes out every 20 seconds, if only a
 * space: whatever waits for a source stands between two tokens, of the table within `Data` too.
 *
 * Rows come first, messages and parameters last, so that what fails or is computed late can still be said.
 * After a failure the document still ends well-formed, keeps the rows that were written before, and says in
 * `ErrorMessage` after which row it ends. Sources are closed (`return()`) when the caller stops early and
 * when something fails.
 * @example
 * for await (const chunk of encodeResponse({ tables: [table], closing, failure })) await send(chunk);
 */
export function encodeResponse(source: ResponseSource): AsyncGenerator<Uint8Array> {
  const chunks = openChunks();
  return unbroken(writeResponse(source, chunks), () => takeWritten(chunks));
}

async function* writeResponse(source: ResponseSource, chunks: Chunks): AsyncGenerator<Uint8Array> {
  const progress: Progress = { rows: 0, table: "", rowsOfTable: 0, isWithinTable: false, full: false };
  let texts: ResponseTexts = { UserMessage: "", ErrorMessage: "" };
  writeText(chunks, '{"ReturnedDataList":[');
  try {
    yield* writeTables(source, chunks, progress);
  } catch (error) {
    const isWhole = !progress.isWithinTable && (source.isRead?.() ?? false);
    texts = failureTexts(source, error);
    if (!isWhole) texts = withEnd(texts, progress);
  }
  writeText(chunks, `],${(await closingText(source, texts, progress.rows)).slice(1)}`);
  finishChunk(chunks);
  yield* takeReady(chunks);
}

async function* writeTables(
  source: ResponseSource,
  chunks: Chunks,
  progress: Progress,
): AsyncGenerator<Uint8Array> {
  const names: TakenNames = new Map();
  for await (const table of source.tables) {
    if (progress.full) throw tooLarge();
    const name = takeName(table.name || "Table", names);
    const rules = rulesOf(name, table);
    const opening = tableOpening(name, table.columns);
    writeText(chunks, names.size > 1 ? `,${opening}` : opening);
    progress.table = name;
    progress.rowsOfTable = 0;
    progress.isWithinTable = true;
    try {
      yield* writeRows(source, table.rows, rules, chunks, progress);
      progress.isWithinTable = false;
    } finally {
      writeText(chunks, tableClosing);
    }
    yield* takeReady(chunks);
  }
}

async function* writeRows(
  source: ResponseSource,
  rows: Table["rows"],
  rules: readonly ColumnRule[],
  chunks: Chunks,
  progress: Progress,
): AsyncGenerator<Uint8Array> {
  function* writeBatch(batch: Iterable<Row>): Generator<Uint8Array> {
    for (const row of batch) {
      if (progress.full) throw tooLarge();
      try {
        writeRow(chunks, row, rules, progress.rowsOfTable === 0);
      } catch (cause) {
        const place = `Row ${progress.rowsOfTable + 1} of ${progress.table} cannot be written`;
        throw new TypeError(`${place}: ${cause instanceof Error ? cause.message : cause}.`, { cause });
      }
      progress.rows++;
      progress.rowsOfTable++;
      if (chunks.ready.length > 0) {
        yield* takeReady(chunks);
        progress.full = source.full?.() ?? false;
      }
    }
  }

  if (Symbol.asyncIterator in rows) {
    for await (const item of rows) {
      for (const chunk of writeBatch(isBatch(item) ? item : [item])) yield chunk;
    }
  } else {
    for (const chunk of writeBatch(rows)) yield chunk;
  }
}

/** @throws TypeError for what is no table, an error of the report */
function rulesOf(name: string, { columns, rows }: Table): readonly ColumnRule[] {
  try {
    const rules = columnRules(columns);
    const isList = typeof rows === "object" && rows !== null;
    if (!isList || !(Symbol.iterator in rows || Symbol.asyncIterator in rows))
      throw new TypeError("its rows must be a list, a generator or an async generator");
    return rules;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TypeError(`${name} cannot be written: ${reason}.`, { cause });
  }
}

function tooLarge(): UserError {
  return new UserError(
    "The answer is larger than this API can send. " +
      "Narrow the report, for example to a shorter period, and pull again.",
  );
}

/** The texts for `error`: at least one of them. */
function failureTexts(source: ResponseSource, error: unknown): ResponseTexts {
  const texts = source.failure(error);
  if (texts.UserMessage !== "" || texts.ErrorMessage !== "") return texts;
  return { UserMessage: "", ErrorMessage: "The report failed without saying why." };
}

/** Adds to an error where the rows end, once there are any, so that nobody takes them for all. */
function withEnd(texts: ResponseTexts, { rows, table, rowsOfTable }: Progress): ResponseTexts {
  if (texts.ErrorMessage === "" || rows === 0) return texts;
  const row = rowsOfTable === 0 ? "before the first row" : `after row ${rowsOfTable.toLocaleString("en-US")}`;
  return {
    ...texts,
    ErrorMessage: `${texts.ErrorMessage}\nThe answer is not complete: it ends ${row} of ${table}.`,
  };
}

/** The closing as a JSON object, with the texts of what failed before it in front of its own. */
async function closingText(source: ResponseSource, before: ResponseTexts, rows: number): Promise<string> {
  try {
    return closingJson(before, await source.closing(rows));
  } catch (error) {
    const texts = failureTexts(source, error);
    return closingJson(before, { ...texts, RequestParameterList: [], SupplementalData: {} });
  }
}

function closingJson(before: ResponseTexts, closing: ResponseClosing): string {
  const joined = (first: string, second: string) => [first, second].filter((text) => text !== "").join("\n");
  return JSON.stringify({
    UserMessage: joined(before.UserMessage, closing.UserMessage),
    ErrorMessage: joined(before.ErrorMessage, closing.ErrorMessage),
    RequestParameterList: closing.RequestParameterList,
    SupplementalData: closing.SupplementalData,
  });
}
