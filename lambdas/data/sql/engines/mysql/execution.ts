import type { Row } from "../../../../interject/response/table.ts";
import { cellText } from "../cell-text.ts";
import { type Execution, returnValue, SqlFailure, type StreamedTable } from "../engine.ts";
import { returnErrorOf } from "../return-error.ts";
import type { RowQueue } from "../row-queue.ts";
import type { MySqlAnswer } from "./answer.ts";
import { type BoundStatement, type MySqlCall, outputOf } from "./call.ts";
import type { StatementChannel } from "./statement-channel.ts";

/** What a session does around each call. */
export interface CallWatch {
  /** Sets how long the server lets the call run. */
  readonly limit: () => Promise<void>;
  /** Tells the warnings of a call that has succeeded. */
  readonly warn: (answer: MySqlAnswer) => Promise<void>;
  /**
   * Makes sure that a procedure left the request's transaction open.
   * @param outcome the procedure's answer, or what it failed with; what this throws takes its place
   * @param said the routine's text in its output parameter for errors; empty without one
   */
  readonly verify: (outcome: MySqlAnswer | SqlFailure, said?: string) => Promise<void>;
}

/**
 * Runs a call when its tables are first asked for.
 * @param plan gives the call; what it throws surfaces where the tables are asked for
 * @param signal ends the execution between two of its statements; the channel cancels what runs on the server
 */
export function execute(
  channel: StatementChannel,
  plan: () => MySqlCall,
  { limit, warn, verify }: CallWatch,
  signal: AbortSignal,
): Execution {
  const outputs = new Map<string, string | null>();
  let changedRows = 0;

  const refuseCancelled = () => {
    if (signal.aborted) throw new SqlFailure("cancelled", "The statement was cancelled.");
  };

  const run = ({ text, values }: BoundStatement): Promise<MySqlAnswer> => {
    refuseCancelled();
    return channel.run(text, values);
  };

  /** The next part of a call's answer. A procedure that fails may have ended the transaction before. */
  async function next<T>(call: MySqlCall, read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      if (call.isProcedure && error instanceof SqlFailure) await verify(error);
      throw error;
    }
  }

  async function* tables(): AsyncGenerator<StreamedTable, void> {
    const call = plan();
    await limit();
    if (call.before !== null) await firstRow((await run(call.before)).results);
    const answer = await run(call.main);
    const { results } = answer;
    try {
      for (;;) {
        const columns = await next(call, () => results.nextTable());
        if (columns === null) break;
        const rows = rowsOf(() => next(call, () => results.nextRows()));
        yield { columns, rows: call.isFunction ? noting(rows) : rows };
      }
    } finally {
      if (!results.isEnded) await channel.leave(answer);
      changedRows = answer.changedRows();
    }
    // The next statement clears the warnings.
    await warn(answer);
    if (call.after !== null && !signal.aborted) {
      const cells = await firstRow((await run(call.after)).results);
      for (const [at, parameter] of call.outputs.entries()) {
        outputs.set(parameter.name, outputOf(parameter, cells[at] ?? null));
      }
    }
    if (call.isProcedure) await verify(answer, returnErrorOf(outputs));
    // A killed statement does not always fail: SLEEP gives 1 and goes on.
    refuseCancelled();
  }

  /** A function's one cell is its return value too. */
  async function* noting(rows: AsyncIterable<readonly Row[]>) {
    for await (const batch of rows) {
      outputs.set(returnValue, cellText(batch[0]?.[0] ?? null));
      yield batch;
    }
  }

  return { tables: tables(), outputs: () => outputs, changedRows: () => changedRows };
}

async function* rowsOf(next: () => Promise<readonly Row[] | null>): AsyncGenerator<readonly Row[]> {
  for (let batch = await next(); batch !== null; batch = await next()) yield batch;
}

/** The first row of a statement that has few; empty without one. */
async function firstRow(results: RowQueue): Promise<Row> {
  let first: Row = [];
  while ((await results.nextTable()) !== null) {
    for await (const [row] of rowsOf(() => results.nextRows())) first = row ?? first;
  }
  return first;
}
