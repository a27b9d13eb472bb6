import { UserError } from "../../interject/errors.ts";
import { raised } from "../../interject/raised.ts";
import { SourceUnavailable } from "./connection/source-unavailable.ts";
import { SqlFailure } from "./engines/engine.ts";

/**
 * What is left of work that has failed: nothing, whatever the routine has committed, or that of a save, of
 * which the person must know.
 */
export type Left = "nothing" | "perhaps" | "perhaps a save";

/**
 * Words a database's failure for the person in Excel. A failure that the person can do nothing about comes
 * back as it is, for the log; so does any other error.
 * @param limitMs the time limit that held, for the sentence about it
 * @param left of the work, where the failure is no word of the routine's
 */
export function explainFailure(error: unknown, limitMs: number, left: Left = "nothing"): unknown {
  const userError = (text: string) => new UserError(text, { cause: error });
  if (error instanceof SourceUnavailable) {
    return userError(
      "This API cannot find out how to sign in to the database. Nothing was changed. Tell your administrator.",
    );
  }
  if (!(error instanceof SqlFailure)) return error;
  const cutShort = (text: string) => userError(left === "perhaps a save" ? `${text} ${perhapsSaved}` : text);
  switch (error.kind) {
    case "raised":
      return raised(error.message, { cause: error });
    case "data":
      return userError(wordsOf(error));
    case "conflict":
      return cutShort(
        "Someone else works on the same rows at this moment, and the database gave them precedence. Try again.",
      );
    // Whoever stopped it, it was not this API: what it stops has a reason of its own.
    case "cancelled":
      return cutShort("The database ended the command before it was done. Try again.");
    case "timeout":
      return cutShort(
        `The database took longer than it may (${Math.round(limitMs / 1000)} s). Narrow the report and try again.`,
      );
    case "connection":
      return cutShort(
        `The connection to the database was lost or cannot be made. ${left === "nothing" ? "Nothing was changed. " : ""}Try again in a minute.`,
      );
    case "ended":
      return userError(`${wordsBefore(error)}${error.message}`);
    case "authentication":
      return userError("The database does not let this API sign in. Tell your administrator.");
    case "other":
      return error;
  }
}

const perhapsSaved = "What was done up to then may be saved: before you send it again, pull again to see.";

/**
 * Whether a routine has failed by its own words or at its end: then the tables before it are all that it
 * returns.
 */
export function isRoutinesEnd(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof SqlFailure && (cause.kind === "raised" || cause.kind === "ended");
}

/** What the person is told of that failed in a routine before its end of the transaction was found. */
function wordsBefore({ cause }: SqlFailure): string {
  if (!(cause instanceof SqlFailure) || (cause.kind !== "raised" && cause.kind !== "data")) return "";
  return `${wordsOf(cause)} `;
}

/** A failure of the routine's own making or of its data, in the words for the person. */
function wordsOf({ kind, message }: SqlFailure): string {
  return kind === "raised" ? raised(message).message : `The database does not accept this: ${message}`;
}

/** What kind of failure of a database an error tells of, however many sentences stand around it. */
export function failureBehind(error: Error): SqlFailure["kind"] | null {
  for (let cause: unknown = error.cause; cause instanceof Error; cause = cause.cause)
    if (cause instanceof SqlFailure) return cause.kind;
  return null;
}
