import { SqlFailure } from "../engine.ts";
import { errorProperty } from "../error-property.ts";
import type { StatementChannel } from "./statement-channel.ts";

/** Any end of the transaction removes its savepoints: whoever ends the transaction, and however. */
const savepoint = "`__interject_request`";
/** `ER_SP_DOES_NOT_EXIST`: there is no such savepoint. */
const notThere = 1305;

/** A transaction of the routine's own that is open behind it: the reset undoes it. */
export function unfinished(): SqlFailure {
  return new SqlFailure(
    "ended",
    "The routine left its transaction open, so that what it had not committed is undone. Pull again to see what is saved. The author of the routine must give each START TRANSACTION a COMMIT.",
  );
}

/** Begins the transaction of a request, in a way that {@link refuseEnded} knows it from any other. */
export async function beginOwn(channel: StatementChannel): Promise<void> {
  await channel.rowsOf("START TRANSACTION", null);
  await channel.rowsOf(`SAVEPOINT ${savepoint}`, null);
}

/**
 * Makes sure that the request's transaction is still the one that was begun. A routine of MySQL may end the
 * transaction, with COMMIT or DDL, and begin another. The protocol's flag for an open transaction does not
 * tell the two apart; the savepoint does.
 * @param cause what failed before, if anything did
 * @throws SqlFailure `ended` where the transaction has ended
 */
export async function refuseEnded(channel: StatementChannel, cause?: SqlFailure): Promise<void> {
  try {
    await channel.rowsOf(`RELEASE SAVEPOINT ${savepoint}`, null);
  } catch (error) {
    if (!(error instanceof SqlFailure) || errorProperty(error.cause, "errno") !== notThere) throw error;
    throw new SqlFailure(
      "ended",
      "The routine ended this request's transaction by itself (START TRANSACTION, COMMIT, ROLLBACK, or a statement such as CREATE TABLE). What the request did up to then is stored, unless the routine undid it; what the routine did after it may be stored too. Pull again to see, and tell your administrator.",
      { cause },
    );
  }
  await channel.rowsOf(`SAVEPOINT ${savepoint}`, null);
}
