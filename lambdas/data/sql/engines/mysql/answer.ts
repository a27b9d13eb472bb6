import type { Connection, FieldPacket, Query } from "mysql2";
import type { Row } from "../../../../interject/response/table.ts";
import { RowQueue } from "../row-queue.ts";
import { type RowReader, readerOf } from "./cells.ts";
import { statementFailure } from "./errors.ts";
import type { RowPacket } from "./row-packet.ts";

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

/** The driver's command, with what its types do not have. */
interface Command {
  /** How the next packet is read: a row by `row`. */
  readonly next: unknown;
  readonly row: unknown;
  /** Of a prepared statement: gives the class of what reads its rows, once the columns are known. */
  buildParserFromFields?: () => new () => { readonly next: (packet: RowPacket) => Row };
}

/**
 * Listens to a statement that has been sent. Its result sets are read as fast as they are asked for.
 * @param query a prepared statement, or one of the engine's own, whose rows have the driver's values as cells
 */
export function answerTo(query: Query, connection: Connection): MySqlAnswer {
  const results = new RowQueue(connection);
  const command = query as unknown as Command;
  let reader: RowReader | null = null;
  let changedRows = 0;
  let warnings: number | null = 0;
  let isInTransaction = false;
  query.on("fields", (fields: readonly FieldPacket[] | undefined) => {
    if (fields === undefined) return;
    warnings = null;
    isInTransaction = false;
    reader = readerOf(fields);
    results.addTable(reader.columns);
  });
  command.buildParserFromFields = () =>
    class {
      next(packet: RowPacket): Row {
        return reader === null || results.isClosed ? [] : reader.row(packet);
      }
    };
  query.on("result", (result: unknown) => {
    if (Array.isArray(result)) {
      results.addRow(result);
      return;
    }
    const ok = result as Readonly<Record<"affectedRows" | "warningStatus" | "serverStatus", number>>;
    changedRows += Number(ok.affectedRows);
    warnings = Number(ok.warningStatus);
    isInTransaction = (Number(ok.serverStatus) & statusInTransaction) !== 0;
  });
  query.on("error", (error: unknown) => {
    // The driver tells of no result set's end; what it waits for says whether one was cut off.
    if (reader !== null && command.next !== command.row) results.endTable();
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
