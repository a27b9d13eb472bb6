import type { Cell, Row } from "../../interject/response/table.ts";
import type { ConnectionSettings } from "../../settings/connections.ts";
import { type Connection, findConnection } from "./connection/find-connection.ts";
import type { Execution, StreamedTable } from "./engines/engine.ts";
import { callByName } from "./routine/find-routines.ts";
import { bindable } from "./routine/values.ts";
import { beginTransaction, type Transaction, type TransactionOptions } from "./transaction.ts";

/**
 * The databases as a report uses them. Everything that one request does over one connection is one transaction, begun at the first use,
 * in which the database knows the verified user; it is committed when the last row has been read, and undone by any error.
 * @example run: ({ parameters, sql }) => sql("Sales").call("reports.customer_aging", { company_name: parameters.CompanyName })
 */
export type Sql = (connection?: string) => Database;

/** One connection of the settings. Its methods run one after the other: a table is read to its end before the next call begins. */
export interface Database {
  /**
   * Calls a routine with parameters by name, in any letter case; those that are left out have a default. Letter case aside the routine's
   * name is as in the database, `schema.name`.
   * @returns its result sets in order
   */
  readonly call: (
    routine: string,
    values?: Readonly<Record<string, Cell>>,
    options?: CallOptions,
  ) => AsyncIterable<StreamedTable>;
  /**
   * Runs a query and returns its rows as they come. `text` is the report's own; what comes from a request belongs into `values`, bound to
   * the placeholders of the database: `$1` (PostgreSQL), `?` (MySQL), `@p1` (SQL Server).
   */
  readonly query: (text: string, values?: readonly Cell[]) => AsyncIterable<StreamedTable>;
  /** Runs a query for a few rows that the report itself needs. */
  readonly rows: (text: string, values?: readonly Cell[]) => Promise<readonly Row[]>;
  /** Runs a statement and answers how many rows it changed. */
  readonly execute: (text: string, values?: readonly Cell[]) => Promise<number>;
}

export interface CallOptions {
  /** Called with each output parameter, and with the return value as `RETURN_VALUE`, when the tables have been read. */
  readonly onOutput?: (name: string, value: string | null) => void;
}

/** The databases for one request, and the end of its transactions. */
export interface SqlRun {
  readonly sql: Sql;
  /** The transaction over a connection, for what goes beyond {@link Database}. */
  readonly use: (connection: string) => Promise<OpenConnection>;
  /** Makes what was done count. */
  readonly commit: () => Promise<void>;
  /** Undoes what does not count yet, and gives the connections back. */
  readonly end: () => Promise<void>;
}

export interface OpenConnection {
  readonly connection: Connection;
  readonly transaction: Transaction;
}

/** Opens nothing yet: a request that needs no database waits for none. */
export function sqlRun(connections: readonly ConnectionSettings[], options: TransactionOptions): SqlRun {
  const opened = new Map<string, Promise<OpenConnection>>();

  function use(name: string): Promise<OpenConnection> {
    const connection = findConnection(connections, name, options.user);
    const key = connection.settings.name;
    const known = opened.get(key);
    if (known !== undefined) return known;
    const opening = beginTransaction(connection, options).then((transaction) => ({
      connection,
      transaction,
    }));
    opened.set(key, opening);
    // Whoever waits for it is told; for `end` there is nothing to undo.
    opening.catch(() => opened.delete(key));
    return opening;
  }

  const all = async () => Promise.all(opened.values());
  return {
    sql: (name = "") => database(() => use(name)),
    use,
    async commit() {
      for (const { transaction } of await all()) await transaction.commit();
    },
    async end() {
      const settled = await Promise.allSettled(opened.values());
      opened.clear();
      for (const result of settled) if (result.status === "fulfilled") await result.value.transaction.end();
    },
  };
}

function database(use: () => Promise<OpenConnection>): Database {
  async function* read(
    run: (open: OpenConnection) => Execution | Promise<Execution>,
    after: (execution: Execution) => void = () => {},
  ): AsyncGenerator<StreamedTable> {
    const open = await use();
    const { statementSeconds } = open.connection.settings;
    const execution = await run(open);
    yield* open.transaction.read(execution, statementSeconds * 1000);
    after(execution);
  }
  const statement = (text: string, values: readonly Cell[]) =>
    read(({ transaction }) => transaction.session.query(text, values.map(bindable)));
  return {
    call: (routine, values = {}, { onOutput } = {}) =>
      read(
        ({ transaction }) => callByName(transaction, routine, values),
        (execution) => {
          for (const [name, value] of execution.outputs()) onOutput?.(name, value);
        },
      ),
    query: (text, values = []) => statement(text, values),
    async rows(text, values = []) {
      const rows: Row[] = [];
      for await (const table of statement(text, values)) {
        for await (const batch of table.rows) rows.push(...batch);
      }
      return rows;
    },
    async execute(text, values = []) {
      let changed = 0;
      const tables = read(
        ({ transaction }) => transaction.session.query(text, values.map(bindable)),
        (execution) => {
          changed = execution.changedRows();
        },
      );
      for await (const { rows } of tables) for await (const _ of rows);
      return changed;
    },
  };
}
