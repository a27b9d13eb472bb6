import { SqlFailure } from "../engine.ts";
import { errorProperty } from "../error-property.ts";

/** SQLSTATE classes and codes (PostgreSQL: "Error Codes") of what is not simply a fault of the statement. */
const kinds: readonly (readonly [RegExp, SqlFailure["kind"]])[] = [
  [/^P0001$/, "raised"],
  [/^2[23]|^44000$/, "data"],
  [/^40P01$|^40001$|^55P03$/, "conflict"],
  [/^28/, "authentication"],
  // 3D000 is a database that is not there.
  [/^08|^57P0|^53300$|^25P03$|^3D000$/, "connection"],
];

/**
 * `invalid_transaction_termination`: COMMIT or ROLLBACK in the request's transaction, or, where the routine
 * owns its transactions, in a block that catches errors.
 */
const endsTransaction = "2D000";
const endedSentence =
  "The routine ends a transaction (COMMIT, ROLLBACK) where PostgreSQL does not let it, and what it did since its last COMMIT is undone. Tell your administrator: a procedure can do so where the connection leaves transactions to routines, and outside of blocks with EXCEPTION.";

/**
 * A failure of a statement on an open connection. That a user lacks a right in a statement, or in a server
 * that the statement asks, is no refused sign-in.
 */
export function statementFailure(error: unknown): SqlFailure {
  const failure = connectFailure(error);
  if (failure.kind !== "authentication") return failure;
  return new SqlFailure("other", failure.message, { cause: error });
}

/** What `pg`, the server or the network throw, as who must act. */
export function connectFailure(error: unknown): SqlFailure {
  if (error instanceof SqlFailure) return error;
  if (!(error instanceof Error)) return new SqlFailure("other", String(error));
  const { message } = error;
  const code = String(errorProperty(error, "code") ?? "");
  // A routine may raise with a code of its own. Its words alone prove nothing: the server's own errors quote
  // values of the request. `exec_stmt_raise` is the server's function for RAISE.
  if (/user(?:error|notice):/i.test(message) && errorProperty(error, "routine") === "exec_stmt_raise")
    return new SqlFailure("raised", message, { cause: error });
  if (code === "57014") {
    const byLimit = message.includes("statement timeout");
    return new SqlFailure(byLimit ? "timeout" : "cancelled", message, { cause: error });
  }
  // The server calls it a violation of the protocol, as it calls what breaks a connection.
  if (code === "08P01" && message.startsWith("bind message supplies"))
    return new SqlFailure("data", `the statement has more or fewer placeholders than values (${message})`, {
      cause: error,
    });
  if (code === endsTransaction) return new SqlFailure("ended", endedSentence, { cause: error });
  const kind =
    kinds.find(([codes]) => codes.test(code))?.[1] ?? (isBroken(code, message) ? "connection" : "other");
  return new SqlFailure(kind, message, { cause: error });
}

/** Errors of the network have names instead of codes, and `pg` says the rest in words alone. */
function isBroken(code: string, message: string): boolean {
  return (
    /^E[A-Z]+$/.test(code) ||
    /^Connection terminated|^Client has encountered a connection error|timeout expired|not queryable/.test(
      message,
    )
  );
}
