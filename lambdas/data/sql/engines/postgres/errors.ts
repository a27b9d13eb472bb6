import { SqlFailure } from "../engine.ts";
import { errorProperty } from "../error-property.ts";

/** SQLSTATE classes and codes (PostgreSQL: "Error Codes") of what is not simply a fault of the statement. */
const kinds: readonly (readonly [RegExp, SqlFailure["kind"]])[] = [
  [/^P0001$/, "raised"],
  [/^2[23]|^40P01$|^40001$|^44000$/, "data"],
  [/^28/, "authentication"],
  [/^08|^57P0|^53300$|^25P03$/, "connection"],
];

/** What `pg`, the server or the network throw, as who must act. */
export function failureOf(error: unknown): SqlFailure {
  if (error instanceof SqlFailure) return error;
  if (!(error instanceof Error)) return new SqlFailure("other", String(error));
  const { message } = error;
  const code = String(errorProperty(error, "code") ?? "");
  // A routine may raise with a code of its own.
  if (/user(?:error|notice):/i.test(message)) return new SqlFailure("raised", message, { cause: error });
  if (code === "57014") {
    const byLimit = message.includes("statement timeout");
    return new SqlFailure(byLimit ? "timeout" : "cancelled", message, { cause: error });
  }
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
