import type { Connection, Request } from "tedious";
import type { Column, Row } from "../../../../interject/response/table.ts";
import type { SqlFailure } from "../engine.ts";
import { outputText, readerOf } from "./values.ts";

/** So many rows, or so many characters and bytes in them, wait to be taken before the connection is read no further. */
const maxWaitingRows = 200;
const maxWaitingSize = 256 * 1024;

/** The next part of an answer: a result set begins, or rows of it. */
type Part = { readonly columns: readonly Column[] } | RowsPart;
interface RowsPart {
  readonly columns: null;
  readonly rows: Row[];
  size: number;
}

/** A request's answer as it comes in, read no faster than it is taken. */
export interface Answer {
  /** What comes next, without taking it; null at the end. Waits for it. @throws SqlFailure once all before it is taken */
  readonly peek: () => Promise<Part | null>;
  /** Takes what {@link peek} has shown, and lets more come. */
  readonly take: () => void;
  /** Stops the request if it still runs, and waits until the connection is free for the next. Nothing comes after it. */
  readonly leave: () => Promise<void>;
  readonly outputs: Map<string, string | null>;
  readonly changedRows: () => number;
  /** To be called when the request is over. */
  readonly end: (failure: SqlFailure | null) => void;
}

/** Listens to a request before it is sent. */
export function answerTo(request: Request, connection: Connection): Answer {
  const parts: Part[] = [];
  const outputs = new Map<string, string | null>();
  let reader: ReturnType<typeof readerOf> | null = null;
  /** The last part, where more rows go. */
  let last: RowsPart | null = null;
  let waitingRows = 0;
  let waitingSize = 0;
  let changed = 0;
  let selects = false;
  let ended = false;
  let left = false;
  let failure: SqlFailure | null = null;
  let wake = Promise.withResolvers<void>();

  // Result sets without rows count as a row each.
  const isFull = () => waitingRows + parts.length > maxWaitingRows || waitingSize >= maxWaitingSize;
  const bell = () => {
    wake.resolve();
    wake = Promise.withResolvers();
  };

  request.on("columnMetadata", (columns) => {
    reader = readerOf(Array.isArray(columns) ? columns : Object.values(columns));
    selects = true;
    last = null;
    parts.push({ columns: reader.columns });
    if (isFull()) request.pause();
    bell();
  });
  request.on("row", (values) => {
    if (reader === null || ended) return;
    const row = reader.row(values);
    if (last === null) {
      last = { columns: null, rows: [], size: 0 };
      parts.push(last);
    }
    const size = sizeOf(row);
    last.rows.push(row);
    last.size += size;
    waitingRows++;
    waitingSize += size;
    if (isFull()) request.pause();
    bell();
  });
  request.on("returnValue", (name, value, metadata) => outputs.set(name, outputText(value, metadata)));
  const count = (rowCount: number | undefined) => {
    if (!selects) changed += rowCount ?? 0;
    selects = false;
  };
  request.on("done", count);
  request.on("doneInProc", count);

  return {
    outputs,
    changedRows: () => changed,
    peek: async () => {
      for (;;) {
        const [next] = parts;
        if (left) return null;
        if (next !== undefined) return next;
        if (failure !== null) throw failure;
        if (ended) return null;
        await wake.promise;
      }
    },
    take: () => {
      const part = parts.shift();
      if (part === last) last = null;
      if (part?.columns === null) {
        waitingRows -= part.rows.length;
        waitingSize -= part.size;
      }
      // What is left of an answer whose connection broke must stay where it is: the driver has let go of the request.
      if (!ended && !isFull()) request.resume();
    },
    leave: async () => {
      left = true;
      if (!ended) connection.cancel();
      while (!ended) await wake.promise;
    },
    end: (cause) => {
      ended = true;
      failure = cause;
      bell();
    },
  };
}

function sizeOf(row: Row): number {
  let size = 0;
  for (const cell of row) if (typeof cell === "string" || cell instanceof Uint8Array) size += cell.length;
  return size;
}
