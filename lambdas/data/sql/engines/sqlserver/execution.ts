import { type Connection, Request } from "tedious";
import type { Row } from "../../../../interject/response/table.ts";
import type { Execution, SqlFailure, StreamedTable } from "../engine.ts";
import { answerTo, type SqlServerAnswer } from "./answer.ts";
import type { SqlServerCall } from "./call.ts";

/**
 * Sends a call when its tables are first asked for, and reads its answer as it is taken.
 * @param timeoutMs for the server's first word; 0 is none
 * @param fail makes of the driver's error what is thrown
 */
export function execute(
  connection: Connection,
  { text, prepare, send, onRow, onStatus }: SqlServerCall,
  timeoutMs: number,
  fail: (error: Error) => SqlFailure,
): Execution {
  let answer: SqlServerAnswer | null = null;

  const start = (): SqlServerAnswer => {
    const request = new Request(text, (error) => {
      // The driver may not survive reading the rest of an answer that failed.
      if (error) request.pause();
      started.results.end(error ? fail(error) : null);
    });
    const started = answerTo(request, connection);
    prepare(request);
    request.setTimeout(timeoutMs);
    request.on("doneProc", (_rows, _more, status) => {
      if (typeof status === "number") onStatus?.(status, started.outputs);
    });
    send(request);
    return started;
  };

  async function* rowsOf({ results, outputs, leave }: SqlServerAnswer): AsyncGenerator<readonly Row[]> {
    let isRead = false;
    try {
      for (let rows = await results.nextRows(); rows !== null; rows = await results.nextRows()) {
        for (const row of rows) onRow?.(row, outputs);
        yield rows;
      }
      isRead = true;
    } finally {
      if (!isRead) await leave();
    }
  }

  async function* tables(): AsyncGenerator<StreamedTable> {
    answer = start();
    const { results, leave } = answer;
    try {
      for (let columns = await results.nextTable(); columns !== null; columns = await results.nextTable())
        yield { columns, rows: rowsOf(answer) };
    } finally {
      await leave();
    }
  }

  return {
    tables: tables(),
    outputs: () => answer?.outputs ?? new Map(),
    changedRows: () => answer?.changedRows() ?? 0,
  };
}
