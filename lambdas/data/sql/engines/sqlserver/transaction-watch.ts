/** Only SQL Server needs this file: its driver does not tell of a commit that a routine makes. */

import type { Connection } from "tedious";
import { RequestTokenHandler } from "tedious/lib/token/handler.js";

/** How a request's transaction ended while its statements ran: a part of them counts already, or nothing. */
export type TransactionEnd = "committed" | "undone";

/** Watches whether the transaction that a request began is still the one that its statements run in. */
export interface TransactionWatch {
  /** To be called when a transaction has begun. */
  readonly start: () => void;
  /** To be called before the API itself ends the transaction. */
  readonly stop: () => void;
  /** Null while the transaction goes on, and where nobody watches. */
  readonly end: () => TransactionEnd | null;
}

const listeners = new WeakMap<Connection, (end: TransactionEnd) => void>();

const { onCommitTransaction, onRollbackTransaction } = RequestTokenHandler.prototype;
Object.assign(RequestTokenHandler.prototype, {
  onCommitTransaction(this: RequestTokenHandler, token: Parameters<typeof onCommitTransaction>[0]) {
    onCommitTransaction.call(this, token);
    listeners.get(this.connection)?.("committed");
  },
  onRollbackTransaction(this: RequestTokenHandler, token: Parameters<typeof onRollbackTransaction>[0]) {
    onRollbackTransaction.call(this, token);
    listeners.get(this.connection)?.("undone");
  },
});

/**
 * The server says at once when the outermost transaction ends, whoever ends it: ENVCHANGE of the types 9
 * (committed) and 10 (rolled back), MS-TDS 2.2.7.9. A COMMIT and a BEGIN behind it leave `@@TRANCOUNT` as it
 * was, so counting transactions would not do.
 */
export function watchTransaction(connection: Connection): TransactionWatch {
  let isWatched = false;
  let end: TransactionEnd | null = null;
  listeners.set(connection, (how) => {
    // Of several ends a commit counts: what was committed stays.
    if (isWatched && end !== "committed") end = how;
  });
  return {
    start: () => {
      isWatched = true;
      end = null;
    },
    stop: () => {
      isWatched = false;
    },
    end: () => (isWatched ? end : null),
  };
}
