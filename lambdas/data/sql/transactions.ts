import { UserError } from "../../interject/errors.ts";
import type { ConnectionSettings, TransactionOwner } from "../../settings/connections.ts";
import { type Connection, findConnection, namedConnection } from "./connection/find-connection.ts";
import { explainFailure } from "./explain-failure.ts";
import { logUnavailable } from "./log-unavailable.ts";
import { beginTransaction, type Transaction, type TransactionOptions } from "./transaction.ts";

/** What a report does over a connection, from what cannot change anything to what surely does. */
const uses = ["reads", "calls", "changes"] as const;
/** The weightiest that a report has done over a connection decides when it is committed. */
export type Use = (typeof uses)[number];

/** The transactions of one request: one for each connection that it uses. */
export interface Transactions {
  /**
   * The transaction over a connection of the settings, begun at its first use.
   * @param connection its name in any letter case; an empty name is the only connection there is
   * @param ownerOf whose transactions they are, by the connection's settings: this API's unless given
   * @throws UserError for a connection that is unknown, not for this user, or cannot be reached
   */
  readonly over: (
    connection: string,
    use?: Use,
    ownerOf?: (settings: ConnectionSettings) => TransactionOwner,
  ) => Promise<Transaction>;
  /** Whether to end now would undo something: a change, or, in a save, a call. */
  readonly isPending: () => Promise<boolean>;
  /**
   * Makes what was done count: over one connection after the other, since no two databases can do it at once.
   * Where changes were made comes last, so that they are undone if any other connection fails.
   * @throws UserError that also says what is saved already
   */
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
  const begun = new Map<string, { readonly transaction: Promise<Transaction>; use: Use }>();

  async function connectionFor(name: string): Promise<Connection> {
    try {
      return await findConnection(connections, name, options.user);
    } catch (error) {
      // The name in the settings, which alarms watch, not as the request writes it.
      logUnavailable(error, namedConnection(connections, name)?.name ?? name);
      throw explainFailure(error, 0);
    }
  }

  return {
    async over(name, use = "calls", ownerOf = () => "request") {
      const connection = await connectionFor(name);
      const key = connection.settings.name;
      const known = begun.get(key);
      if (known !== undefined) {
        if (weight(use) > weight(known.use)) known.use = use;
        return known.transaction;
      }
      const transaction = beginTransaction(connection, options, ownerOf(connection.settings));
      begun.set(key, { transaction, use });
      // A transaction that could not begin has nothing to commit or undo; the caller below gets the error.
      transaction.catch(() => begun.delete(key));
      return transaction;
    },

    async isPending() {
      const least = weight(options.isSave ? "calls" : "changes");
      const weighty = [...begun.values()].filter(({ use }) => weight(use) >= least);
      const settled = await Promise.allSettled(weighty.map(({ transaction }) => transaction));
      return settled.some((result) => result.status === "fulfilled" && result.value.isPending());
    },

    async commit() {
      const ordered = [...begun].toSorted(([, one], [, other]) => weight(one.use) - weight(other.use));
      const saved: string[] = [];
      for (const [name, { transaction, use }] of ordered) {
        try {
          await (await transaction).commit();
        } catch (error) {
          throw saved.length > 0 && error instanceof UserError ? halfSaved(error, name, saved) : error;
        }
        if (use !== "reads") saved.push(name);
      }
    },

    async end() {
      const settled = await Promise.allSettled([...begun.values()].map(({ transaction }) => transaction));
      begun.clear();
      for (const result of settled) if (result.status === "fulfilled") await result.value.end();
    },
  };
}

function weight(use: Use): number {
  return uses.indexOf(use);
}

/** Tells the person what is saved although the report failed, so that nobody sends it twice by mistake. */
function halfSaved(error: UserError, name: string, saved: readonly string[]): UserError {
  const text = `What this report did over the connection ${saved.join(", ")} is saved and stays. Over the connection ${name} it failed: ${error.message}`;
  return new UserError(text, { cause: error });
}
