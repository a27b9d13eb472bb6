import type { ConnectionSettings } from "../../settings/connections.ts";
import { findConnection } from "./connection/find-connection.ts";
import { beginTransaction, type Transaction, type TransactionOptions } from "./transaction.ts";

/** The transactions of one request: one for each connection that it uses. */
export interface Transactions {
  /**
   * The transaction over a connection of the settings, begun at its first use.
   * @param connection its name in any letter case; an empty name is the only connection there is
   * @throws UserError for a connection that is unknown, not for this user, or cannot be reached
   */
  readonly over: (connection: string) => Promise<Transaction>;
  /** Makes what was done count. */
  readonly commit: () => Promise<void>;
  /** Undoes what does not count yet, and gives the connections back. */
  readonly end: () => Promise<void>;
}

/**
 * Prepares the transactions of one request. Nothing is opened yet: a request that uses no database waits for
 * none.
 */
export function requestTransactions(
  connections: readonly ConnectionSettings[],
  options: TransactionOptions,
): Transactions {
  const begun = new Map<string, Promise<Transaction>>();
  return {
    async over(name) {
      const connection = findConnection(connections, name, options.user);
      const key = connection.settings.name;
      const known = begun.get(key);
      if (known !== undefined) return known;
      const beginning = beginTransaction(connection, options);
      begun.set(key, beginning);
      // A transaction that could not begin has nothing to commit or undo; the caller below gets the error.
      beginning.catch(() => begun.delete(key));
      return beginning;
    },

    async commit() {
      for (const transaction of await Promise.all(begun.values())) await transaction.commit();
    },

    async end() {
      const settled = await Promise.allSettled(begun.values());
      begun.clear();
      for (const result of settled) if (result.status === "fulfilled") await result.value.end();
    },
  };
}
