import type { QueryArrayResult } from "pg";
import type { Cell, Row } from "../../../../interject/response/table.ts";
import type { StreamedTable } from "../engine.ts";
import { rowSize } from "../row-size.ts";
import { columnOf } from "./cells.ts";

/** A result whose rows `pg` has read as cells. */
type Result = QueryArrayResult<Cell[]>;

/** Runs one statement of a session. @throws SqlFailure */
export type RunStatement = (text: string, values?: readonly unknown[]) => Promise<Result>;

/** Few to begin with, so that the first rows are on their way soon. */
const firstBatchRows = 100;
const longestBatchRows = 1_000;
/** What a cell takes beside its text. */
const cellBytes = 8;
/** About what a batch should hold: enough to be worth a round trip, and little memory for the two that are held at once. */
const batchBytes = 256 * 1024;

/** The rows of a cursor as a table. While the caller sends one batch, the server makes the next. */
export async function cursorTable(run: RunStatement, cursor: string): Promise<StreamedTable> {
  const fetch = (count: number) => run(`FETCH FORWARD ${count} FROM ${cursor}`);
  const first = await fetch(firstBatchRows);

  async function* batches(): AsyncGenerator<readonly Row[]> {
    let asked = firstBatchRows;
    let rows: readonly Row[] = first.rows;
    while (rows.length === asked) {
      asked = nextBatchRows(rows);
      const next = fetch(asked);
      // An error that comes while `rows` are being sent surfaces at `await next`; it is no unhandled rejection.
      next.catch(() => {});
      try {
        yield rows;
      } finally {
        await next.catch(() => {});
      }
      rows = (await next).rows;
    }
    if (rows.length > 0) yield rows;
  }

  return { columns: first.fields.map(columnOf), rows: batches() };
}

/** A result that came at once as a table. */
export function wholeTable({ fields, rows }: Result): StreamedTable {
  async function* batch(): AsyncGenerator<readonly Row[]> {
    yield rows;
  }
  return { columns: fields.map(columnOf), rows: batch() };
}

/** How many rows of this size make a batch: at most ten times as many as before, for the next rows may be larger. */
function nextBatchRows(rows: readonly Row[]): number {
  const step = Math.ceil(rows.length / 20);
  const sample = rows.filter((_, at) => at % step === 0);
  const bytes = sample.reduce((sum, row) => sum + cellBytes * row.length + rowSize(row), 0) / sample.length;
  return Math.max(1, Math.min(Math.floor(batchBytes / bytes), rows.length * 10, longestBatchRows));
}
