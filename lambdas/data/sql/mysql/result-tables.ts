import type { FieldPacket, ResultSetHeader } from "mysql2";
import type { Cell, Row, Table } from "../../../interject/table.ts";
import { SqlFailure } from "../engine.ts";
import { failureOf } from "./errors.ts";
import type { Runner } from "./execution.ts";
import { columnOf, readerOf } from "./values.ts";

/** What an execution finds out beside its tables. */
export interface Findings {
  changedRows: number;
}

/** Rows that are read ahead at most, about: the driver parses what one packet of the network brought. */
const rowsAhead = 500;

type Item = { readonly fields: readonly FieldPacket[] } | { readonly row: readonly unknown[] };

/**
 * Runs a statement and hands its result sets on as they come: the connection is paused while their reader is behind. A reader who leaves
 * has the server end what is left.
 */
export async function* resultTables(
  { connection, cancel }: Pick<Runner, "connection" | "cancel">,
  sql: string,
  findings: Findings,
): AsyncGenerator<Table> {
  let items: Item[] = [];
  let ended = false;
  let left = false;
  let failure: unknown;
  let wake = () => {};
  const fail = (error: unknown) => {
    failure ??= error;
    ended = true;
    wake();
  };
  // The driver says of a broken connection to the connection alone, and of one in an orderly end to nobody.
  const lost = () => fail(new SqlFailure("connection", "The server closed the connection"));
  connection.on("error", fail).on("end", lost);
  connection
    .query({ sql, rowsAsArray: true })
    .on("fields", (fields: FieldPacket[] | undefined) => {
      // Without fields it is the end of a statement that has no rows.
      if (fields !== undefined) add({ fields });
    })
    .on("result", (result: unknown[] | ResultSetHeader) => {
      if (Array.isArray(result)) add({ row: result });
      else findings.changedRows += result?.affectedRows ?? 0;
    })
    .on("error", fail)
    .on("end", () => {
      ended = true;
      wake();
    });

  function add(item: Item): void {
    if (left) return;
    items.push(item);
    if (items.length >= rowsAhead) connection.pause();
    wake();
  }

  /** What has come since; empty at the end. */
  async function more(): Promise<readonly Item[]> {
    while (items.length === 0 && !ended) {
      const awakened = new Promise<void>((resolve) => {
        wake = resolve;
      });
      connection.resume();
      await awakened;
    }
    if (items.length === 0 && failure !== undefined) throw failureOf(failure);
    const taken = items;
    items = [];
    return taken;
  }

  /** Items that have come and belong to the next result set. */
  let rest: readonly Item[] = [];

  async function* rowsOf(fields: readonly FieldPacket[]): AsyncGenerator<readonly Row[]> {
    const readers = fields.map(readerOf);
    for (;;) {
      const taken = rest.length > 0 ? rest : await more();
      rest = [];
      if (taken.length === 0) return;
      const next = taken.findIndex((item) => "fields" in item);
      const own = next === -1 ? taken : taken.slice(0, next);
      const batch = own.flatMap((item) => ("row" in item ? [cells(item.row, readers)] : []));
      if (batch.length > 0) yield batch;
      if (next === -1) continue;
      rest = taken.slice(next);
      return;
    }
  }

  try {
    for (;;) {
      const [first, ...others] = rest.length > 0 ? rest : await more();
      if (first === undefined) return;
      rest = others;
      if ("fields" in first) yield { columns: first.fields.map(columnOf), rows: rowsOf(first.fields) };
    }
  } finally {
    if (!ended) {
      left = true;
      connection.resume();
      await cancel().catch(lost);
      while (!ended) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
    connection.off("error", fail).off("end", lost);
  }
}

function cells(row: readonly unknown[], readers: readonly (((value: unknown) => Cell) | null)[]): Row {
  return row.map((value, at) => {
    const read = readers[at];
    return value === null || !read ? (value as Cell) : read(value);
  });
}
