import type { QueryArrayResult } from "pg";
import type { Row, Table } from "../../../../interject/response/table.ts";
import { columnOf } from "./values.ts";

/** Runs one statement of a session. @throws SqlFailure */
export type Run = (text: string, values?: readonly unknown[]) => Promise<QueryArrayResult>;

/** Few to begin with, so that the first rows are on their way soon. */
const firstBatchRows = 100;
const longestBatchRows = 1_000;
/** What a batch should hold, about: enough to make a round trip worth while, and two of them little memory. */
const batchBytes = 256 * 1024;

/** The rows of a cursor as a table: while one batch is being sent the server makes the next. */
export async function cursorTable(run: Run, cursor: string): Promise<Table> {
  const fetch = (count: number) => run(`FETCH FORWARD ${count} FROM ${cursor}`);
  const first = await fetch(firstBatchRows);

  async function* batches(): AsyncGenerator<readonly Row[]> {
    let asked = firstBatchRows;
    let rows = first.rows as Row[];
    while (rows.length === asked) {
      asked = nextBatchRows(rows);
      const next = fetch(asked);
      // Whoever leaves does not wait for it, and its failure is met below.
      next.catch(() => {});
      try {
        yield rows;
      } finally {
        await next.catch(() => {});
      }
      rows = (await next).rows as Row[];
    }
    if (rows.length > 0) yield rows;
  }

  return { columns: first.fields.map(columnOf), rows: batches() };
}

/** As many rows of this size as make a batch, and no more than ten times as many as before: the next ones may be larger. */
function nextBatchRows(rows: readonly Row[]): number {
  const step = Math.ceil(rows.length / 20);
  const sample = rows.filter((_, at) => at % step === 0);
  const bytes = sample.reduce((sum, row) => sum + rowBytes(row), 0) / sample.length;
  return Math.max(1, Math.min(Math.floor(batchBytes / bytes), rows.length * 10, longestBatchRows));
}

function rowBytes(row: Row): number {
  return row.reduce<number>(
    (sum, cell) => sum + 8 + (typeof cell === "string" || cell instanceof Uint8Array ? cell.length : 0),
    0,
  );
}
