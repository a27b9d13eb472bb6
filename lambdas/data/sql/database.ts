import type { Cell, Row } from "../../interject/response/table.ts";
import type { Execution, StreamedTable } from "./engines/engine.ts";
import { callByName } from "./routine/find-routines.ts";
import { bindable } from "./routine/values.ts";
import type { Transaction } from "./transaction.ts";
import type { Transactions, Use } from "./transactions.ts";

/**
 * The databases as a report uses them: `sql("Name")` is a connection of the settings, `sql()` the only one
 * there is. Everything that one request does over one connection is one transaction. It begins at the first
 * use, and in it the database knows the verified user. It is committed when the last row has been read; any
 * error undoes it.
 * @example
 * export const customerAging = report({
 *   parameters: { CompanyName: optional(text()) },
 *   run: ({ parameters, sql }) =>
 *     sql("Sales").call("reports.customer_aging", { company_name: parameters.CompanyName }),
 * });
 */
export type Sql = (connection?: string) => Database;

/**
 * One connection of the settings. Its methods run one after the other: read a table to its end before the
 * next call.
 * @throws UserError from each method, where the connection is unknown or the database refuses
 */
export interface Database {
  /**
   * Calls a routine and returns its result sets in order.
   * @param routine `schema.name` as in the database, letter case aside
   * @param values by the names of the routine's parameters in any letter case; those left out must have a
   * default
   * @example
   * run: ({ parameters, sql }) =>
   *   sql("Sales").call("reports.customer_aging", { company_name: parameters.CompanyName }),
   */
  readonly call: (
    routine: string,
    values?: Readonly<Record<string, Cell>>,
    options?: CallOptions,
  ) => AsyncIterable<StreamedTable>;
  /**
   * Runs a query and returns its rows as they come.
   * @param text the report's own text; what comes from a request belongs into `values`
   * @param values bound to the database's placeholders: `$1` (PostgreSQL), `?` (MySQL), `@p1` (SQL Server)
   * @example
   * run: ({ parameters, sql }) =>
   *   sql("Sales").query("select * from invoices where year = $1", [parameters.Year]),
   */
  readonly query: (text: string, values?: readonly Cell[]) => AsyncIterable<StreamedTable>;
  /**
   * Runs a query and waits for all of its rows: for the few rows that the report itself needs.
   * @example
   * const [period] = await sql("Sales").rows("select is_open from periods where year = $1", [year]);
   * if (period?.[0] !== true) throw new UserError(`The year ${year} is closed.`);
   */
  readonly rows: (text: string, values?: readonly Cell[]) => Promise<readonly Row[]>;
  /**
   * Runs a statement and returns how many rows it changed.
   * @example
   * const update = "update customers set credit_limit = $1 where id = $2";
   * const changed = await sql("Sales").execute(update, [limit, id]);
   * if (changed === 0) throw new UserError(`There is no customer ${id}.`);
   */
  readonly execute: (text: string, values?: readonly Cell[]) => Promise<number>;
}

/** What a report can ask of a call beside its tables. */
export interface CallOptions {
  /**
   * Called with each output parameter, and with the return value as `RETURN_VALUE`, when the tables have been
   * read.
   * @example
   * run: ({ sql, setOutput }) => sql("Sales").call("reports.close_period", {}, { onOutput: setOutput }),
   */
  readonly onOutput?: (name: string, value: string | null) => void;
}

/** The databases for the report of one request. */
export function sqlOver(transactions: Transactions): Sql {
  return (connection = "") => database((use) => transactions.over(connection, use));
}

function database(begin: (use: Use) => Promise<Transaction>): Database {
  async function* read(
    use: Use,
    run: (transaction: Transaction) => Execution | Promise<Execution>,
    after: (execution: Execution) => void = () => {},
  ): AsyncGenerator<StreamedTable> {
    const transaction = await begin(use);
    const execution = await run(transaction);
    yield* transaction.read(execution);
    after(execution);
  }

  const query = (
    use: Use,
    text: string,
    values: readonly Cell[] = [],
    after?: (execution: Execution) => void,
  ) => read(use, ({ session }) => session.query(text, values.map(bindable)), after);

  return {
    call: (routine, values = {}, { onOutput = () => {} } = {}) =>
      read(
        "calls",
        (transaction) => callByName(transaction, routine, values),
        (execution) => {
          for (const [name, value] of execution.outputs()) onOutput(name, value);
        },
      ),

    query: (text, values) => query("reads", text, values),

    async rows(text, values) {
      const rows: Row[] = [];
      for await (const table of query("reads", text, values)) {
        for await (const batch of table.rows) rows.push(...batch);
      }
      return rows;
    },

    async execute(text, values) {
      let changed = 0;
      const tables = query("changes", text, values, (execution) => {
        changed = execution.changedRows();
      });
      for await (const { rows } of tables) for await (const _ of rows);
      return changed;
    },
  };
}
