import type pg from "pg";
import type { QueryArrayResult } from "pg";
import type { Cell } from "../../../../interject/response/table.ts";
import { statementFailure } from "./errors.ts";
import { Portal, type PortalSource } from "./portal.ts";

/** What can be sent over a connection: one statement at a time. */
export interface Statements {
  /** Runs a statement and waits for all of its rows, which `pg` has read as cells. @throws SqlFailure */
  readonly run: (text: string, values?: readonly unknown[]) => Promise<QueryArrayResult<Cell[]>>;
  /** Runs a statement, or reads a cursor, as fast as its rows are asked for. */
  readonly stream: (source: PortalSource) => Portal;
}

/** With an option that the driver's types do not have. */
type Query = pg.QueryArrayConfig & { readonly queryMode: "extended" };

/**
 * Statements over a connection that is signed in.
 * @param isInTransaction whether a transaction is open that no statement's end will close
 */
export function statementsOver(client: pg.Client, isInTransaction: () => boolean): Statements {
  return {
    async run(text, values = []) {
      try {
        // The extended protocol takes one statement at a time, whatever stands in the text.
        const query: Query = { text, values: [...values], rowMode: "array", queryMode: "extended" };
        return await client.query<Cell[]>(query);
      } catch (error) {
        throw statementFailure(error);
      }
    },
    stream(source) {
      const again = isInTransaction() ? (portal: Portal) => void client.query(portal) : null;
      return client.query(new Portal(client.connection.stream, source, again));
    },
  };
}
