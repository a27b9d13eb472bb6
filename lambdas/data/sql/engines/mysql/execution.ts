import type { Cell, Table } from "../../../../interject/response/table.ts";
import { type Execution, type Routine, returnValue, SqlFailure } from "../engine.ts";
import type { Answer } from "./answer.ts";
import { type Call, outputOf, type Statement } from "./call.ts";
import { type ColumnReader, cellsOf, columnReaders } from "./columns.ts";
import type { Line } from "./line.ts";
import { outputText } from "./values.ts";

/**
 * A routine or statement on a line. It runs from when its tables are first asked for.
 * @param signal ends it between two of its statements; what runs on the server is the line's to cancel
 */
export function startExecution(
  line: Line,
  kind: Routine["kind"] | "statement",
  plan: () => Call,
  signal: AbortSignal,
): Execution {
  const outputs = new Map<string, string | null>();
  let changedRows = 0;

  const refuseCancelled = () => {
    if (signal.aborted) throw new SqlFailure("cancelled", "The statement was cancelled.");
  };

  const run = ({ text, values }: Statement) => {
    refuseCancelled();
    return line.run(text, values);
  };

  async function* tables(): AsyncGenerator<Table, void> {
    const call = plan();
    if (call.before !== null) await firstRow(await run(call.before));
    const answer = await run(call.main);
    try {
      for (let fields = await answer.nextTable(); fields !== undefined; fields = await answer.nextTable()) {
        const readers = columnReaders(fields);
        const rows = rowsOf(answer, readers);
        const columns = readers.map(({ column }) => column);
        yield { columns, rows: kind === "function" ? noting(rows) : rows };
      }
    } finally {
      if (!answer.isEnded) await line.leave(answer);
      changedRows = answer.changedRows;
    }
    // Not all fails that is killed: SLEEP gives 1 and goes on.
    refuseCancelled();
    if (call.after === null) return;
    const cells = await firstRow(await run(call.after));
    for (const [index, parameter] of call.outputs.entries()) {
      outputs.set(parameter.name, outputOf(parameter, cells[index] ?? null));
    }
  }

  /** A function's one cell is its return value too. */
  async function* noting(rows: ReturnType<typeof rowsOf>) {
    for await (const batch of rows) {
      outputs.set(returnValue, outputText(batch[0]?.[0] ?? null));
      yield batch;
    }
  }

  return { tables: tables(), outputs: () => outputs, changedRows: () => changedRows };
}

async function* rowsOf(answer: Answer, readers: readonly ColumnReader[]) {
  for (let batch = await answer.nextRows(); batch !== undefined; batch = await answer.nextRows()) {
    yield batch.map((row) => cellsOf(readers, row));
  }
}

/** The first row of a statement that has few; empty without one. */
async function firstRow(answer: Answer): Promise<readonly Cell[]> {
  let first: readonly Cell[] = [];
  for (let fields = await answer.nextTable(); fields !== undefined; fields = await answer.nextTable()) {
    const readers = columnReaders(fields);
    for await (const batch of rowsOf(answer, readers)) first = batch[0] ?? first;
  }
  return first;
}
