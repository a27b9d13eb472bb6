import type { Column, Row } from "../../interject/response/table.ts";
import type { CallAnswer, Routine, StreamedTable } from "./engines/engine.ts";
import type { BoundCall } from "./routine/arguments.ts";
import type { Transaction } from "./transaction.ts";

/**
 * Calls a routine for each set of values and gives the answers in order: sent together where the database
 * passes over what stands behind a call that fails, otherwise one after the other.
 * @param limitMs of waiting for the answer to one call
 * @throws UserError, SqlFailure what a call fails with; what `calls` throws, behind the answers before
 */
export async function* callEach(
  transaction: Transaction,
  routine: Routine,
  calls: Iterable<BoundCall["values"]>,
  limitMs: number,
): AsyncGenerator<CallAnswer> {
  const { session } = transaction;
  const answers = session.callEach?.(routine, calls) ?? null;
  if (answers !== null) return yield* transaction.readEach(answers, limitMs);
  for (const values of calls) {
    const execution = session.call(routine, values, limitMs);
    const first = await firstRow(transaction.read(execution, limitMs));
    yield { ...first, outputs: execution.outputs() };
  }
}

/** The first row of all, with its table's columns; without one, the first columns. Reads to the end. */
async function firstRow(
  tables: AsyncIterable<StreamedTable>,
): Promise<{ readonly columns: readonly Column[]; readonly row: Row | null }> {
  let columns: readonly Column[] | null = null;
  let first: Row | null = null;
  for await (const table of tables) {
    columns ??= table.columns;
    for await (const [row] of table.rows) {
      if (row === undefined || first !== null) continue;
      first = row;
      columns = table.columns;
    }
  }
  return { columns: columns ?? [], row: first };
}
