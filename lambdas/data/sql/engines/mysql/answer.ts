import type { Connection, FieldPacket, Query } from "mysql2";
import { RowQueue } from "../row-queue.ts";
import { keepGeometries, type RowReader, readerOf } from "./cells.ts";
import { statementFailure } from "./errors.ts";

/** The server's answer to one statement. */
export interface MySqlAnswer {
  readonly results: RowQueue;
  /** Rows changed so far: the sum over all statements of a procedure that the server tells of. */
  readonly changedRows: () => number;
  /** How many warnings the server counted, to be asked for at the end; null behind rows: unknown there. */
  readonly warnings: () => number | null;
  /** Whether a transaction is open (`SERVER_STATUS_IN_TRANS`): at the end, and false behind rows. */
  readonly isInTransaction: () => boolean;
}

const statusInTransaction = 1;

/** The driver's command, with what its types do not have: how the next packet is read. */
interface Waiting {
  readonly next: unknown;
  readonly row: unknown;
}

/** Listens to a statement that has been sent. Its result sets are read as fast as they are asked for. */
export function answerTo(query: Query, connection: Connection): MySqlAnswer {
  const results = new RowQueue(connection);
  let reader: RowReader | null = null;
  let changedRows = 0;
  let warnings: number | null = 0;
  let isInTransaction = false;
  query.on("fields", (fields: readonly FieldPacket[] | undefined) => {
    if (fields === undefined) return;
    warnings = null;
    isInTransaction = false;
    keepGeometries(fields);
    reader = readerOf(fields);
    results.addTable(reader.columns);
  });
  query.on("result", (result: unknown) => {
    if (!Array.isArray(result)) {
      const ok = result as Readonly<Record<"affectedRows" | "warningStatus" | "serverStatus", number>>;
      changedRows += Number(ok.affectedRows);
      warnings = Number(ok.warningStatus);
      isInTransaction = (Number(ok.serverStatus) & statusInTransaction) !== 0;
    } else if (reader !== null && !results.isClosed) {
      results.addRow(reader.row(result));
    }
  });
  query.on("error", (error: unknown) => {
    // The driver tells of no result set's end; what it waits for says whether one was cut off.
    const { next, row } = query as unknown as Waiting;
    if (reader !== null && next !== row) results.endTable();
    results.end(statementFailure(error));
  });
  query.on("end", () => results.end(null));
  return {
    results,
    changedRows: () => changedRows,
    warnings: () => warnings,
    isInTransaction: () => isInTransaction,
  };
}
