import { type Connection, Request } from "tedious";
import type { Row, Table } from "../../../../interject/response/table.ts";
import type { Execution, SqlFailure } from "../engine.ts";
import { type Answer, answerTo } from "./answer.ts";

/** One request of a connection: how it is made up, and how it is sent. */
export interface Sending {
  readonly text: string;
  /** Gives the request its parameters. @throws SqlFailure `data`: nothing is sent then */
  readonly prepare: (request: Request) => void;
  readonly send: (request: Request) => void;
  /** For outputs that come as rows: shown every row. */
  readonly onRow?: (row: Row, outputs: Map<string, string | null>) => void;
  /** For outputs that the driver gives at the end of a procedure: its return status. */
  readonly onStatus?: (status: number, outputs: Map<string, string | null>) => void;
}

/**
 * Sends a request when its tables are first asked for, and reads its answer as it is taken.
 * @param timeoutMs for the server's first word; 0 is none
 * @param fail makes of the driver's error what is thrown
 */
export function execute(
  connection: Connection,
  { text, prepare, send, onRow, onStatus }: Sending,
  timeoutMs: number,
  fail: (error: Error) => SqlFailure,
): Execution {
  let answer: Answer | null = null;

  const start = (): Answer => {
    const request = new Request(text, (error) => {
      // Nothing more is to be read of an answer that failed: the driver may not survive its end.
      if (error) request.pause();
      started.end(error ? fail(error) : null);
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

  async function* rowsOf(from: Answer): AsyncGenerator<readonly Row[]> {
    let isRead = false;
    try {
      for (;;) {
        const part = await from.peek();
        if (part === null || part.columns !== null) break;
        from.take();
        for (const row of part.rows) onRow?.(row, from.outputs);
        yield part.rows;
      }
      isRead = true;
    } finally {
      if (!isRead) await from.leave();
    }
  }

  async function* read(): AsyncGenerator<Table> {
    answer = start();
    try {
      for (;;) {
        const part = await answer.peek();
        if (part === null) return;
        answer.take();
        // Rows that nobody asked for are passed over.
        if (part.columns !== null) yield { columns: part.columns, rows: rowsOf(answer) };
      }
    } finally {
      await answer.leave();
    }
  }

  return {
    tables: read(),
    outputs: () => answer?.outputs ?? new Map(),
    changedRows: () => answer?.changedRows() ?? 0,
  };
}
