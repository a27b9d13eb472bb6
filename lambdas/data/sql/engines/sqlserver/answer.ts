import type { Connection, Request } from "tedious";
import { RowQueue } from "../row-queue.ts";
import { outputText, type RowReader, readerOf } from "./cells.ts";

/** The server's answer to one request. */
export interface SqlServerAnswer {
  readonly results: RowQueue;
  readonly outputs: Map<string, string | null>;
  readonly changedRows: () => number;
  /** Stops the request if it still runs, and waits until the connection is free for the next. */
  readonly leave: () => Promise<void>;
}

/** Listens to a request before it is sent. The callback of the request must end `results`. */
export function answerTo(request: Request, connection: Connection): SqlServerAnswer {
  const results = new RowQueue({
    pause: () => request.pause(),
    resume: () => {
      // After the end the driver may have let go of the request, whose connection broke.
      if (!results.isEnded) request.resume();
    },
  });
  const outputs = new Map<string, string | null>();
  let reader: RowReader | null = null;
  let changedRows = 0;
  let selects = false;
  /** The request's error when the result set began: another one behind it has cut the set off. */
  let errorBefore: Error | undefined;

  request.on("columnMetadata", (columns) => {
    reader = readerOf(Array.isArray(columns) ? columns : Object.values(columns));
    selects = true;
    errorBefore = request.error;
    results.addTable(reader.columns);
  });
  request.on("row", (values) => {
    if (reader !== null && !results.isClosed) results.addRow(reader.row(values));
  });
  request.on("returnValue", (name, value, metadata) => outputs.set(name, outputText(value, metadata)));
  const count = (rowCount: number | undefined) => {
    if (!selects) changedRows += rowCount ?? 0;
    else if (request.error === errorBefore) results.endTable();
    selects = false;
  };
  request.on("done", count);
  request.on("doneInProc", count);

  return {
    results,
    outputs,
    changedRows: () => changedRows,
    leave: async () => {
      if (!results.isEnded) connection.cancel();
      results.leave();
      await results.ended;
    },
  };
}
