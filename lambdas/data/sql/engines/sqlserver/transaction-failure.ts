/** Only SQL Server needs this file: in the other engines no routine ends the caller's transaction by name. */

import { SqlFailure } from "../engine.ts";
import type { TransactionEnd } from "./transaction-watch.ts";

const undone = "Nothing was changed.";
/** Where nothing is wrapped around a routine, what it did outside of a transaction counts. */
const perhapsSaved =
  "What the procedure has committed stays, and the rest is undone. Pull again to see what is saved.";

const openCount =
  "The procedure ended with another number of open transactions than it began with. Its author must give each BEGIN TRANSACTION a COMMIT, and must raise an error after a ROLLBACK.";
const uncommittable =
  "The procedure went on after an error that no transaction survives, and did not say which error. Its author can raise the error again with THROW.";

/**
 * Sentences in place of the server's own for errors about transactions themselves (sys.messages). They follow
 * from something else, so that any other error of the same request counts before them.
 */
export const transactionErrors: Readonly<Record<number, string>> = {
  266: openCount,
  3902: "A COMMIT came when no transaction was open. The author of the procedure must give each COMMIT a BEGIN TRANSACTION.",
  3903: "The procedure rolls back when no transaction is open. Its author can ask for @@TRANCOUNT before a ROLLBACK.",
  3930: uncommittable,
  3998: uncommittable,
  6401: "The procedure rolls back a transaction by a name that no transaction has, and so its own error got lost. Its author can write ROLLBACK TRANSACTION without a name.",
};

const committedSentence =
  "The procedure ended the request's transaction with a COMMIT: what was changed up to there is stored. Pull again to see it. The author of the procedure must give each COMMIT a BEGIN TRANSACTION.";
const undoneSentence =
  "Nothing was changed: the procedure rolled the request's transaction back and did not say why.";

/**
 * What a request has failed at, in view of how its transaction ended; null for success. What the routine says
 * itself counts before the server's errors about transactions. Where something is stored all the same, it is
 * the cause of the failure that says so.
 * @param said the routine's text in its output parameter for errors; empty without one
 */
export function transactionFailure(
  end: TransactionEnd | null,
  failure: SqlFailure | null,
  said = "",
): SqlFailure | null {
  const own = said === "" ? null : new SqlFailure("raised", said, { cause: failure });
  if (end === "committed") {
    const reason = failure === null || failure.kind === "ended" ? (own ?? failure) : failure;
    return new SqlFailure("ended", committedSentence, { cause: reason });
  }
  if (failure !== null && failure.kind !== "ended") return failure;
  if (end === null && failure === null) return null;
  return own ?? failure ?? new SqlFailure("ended", undoneSentence);
}

/**
 * An error about transactions, with what has become of the request's work in front of it.
 * @param isWrapped whether all of it was in the request's own transaction
 */
export function endedFailure(advice: string, isWrapped: boolean, options?: ErrorOptions): SqlFailure {
  return new SqlFailure("ended", `${isWrapped ? undone : perhapsSaved} ${advice}`, options);
}

/** A transaction of the routine's own that is open behind it, so that its work is undone. */
export function unfinished(isWrapped: boolean): SqlFailure {
  return endedFailure(openCount, isWrapped);
}
