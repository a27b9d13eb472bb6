import { ConnectionError, InputError } from "tedious";
import { SqlFailure } from "../engine.ts";
import { errorProperty } from "../error-property.ts";
import { transactionErrors } from "./transaction-failure.ts";

/** From here on the numbers are those that `THROW` and `RAISERROR` give (sys.messages). */
const firstRaised = 50_000;
/** From this severity on the server ends the connection ("Database Engine Error Severities"). */
const firstFatalClass = 20;

/** Refused users, passwords and databases: unknown or wrong, untrusted, disabled, locked, expired. */
const authentication: ReadonlySet<number> = new Set([4060, 18452, 18456, 18470, 18486, 18487, 18488]);

/**
 * Values that do not fit: duplicates (2601, 2627), constraints (515, 547), conversions and overflows (220,
 * 232, 241, 242, 245, 248, 8114, 8115, 8169), texts that are too long (8152, 2628), parameters missing or too
 * many (201, 8144, 8145).
 */
const data: ReadonlySet<number> = new Set([
  201, 220, 232, 241, 242, 245, 248, 515, 547, 2601, 2627, 2628, 8114, 8115, 8144, 8145, 8152, 8169,
]);

/**
 * Chosen as the victim of a deadlock; lock request time out; a snapshot that another transaction has changed.
 */
const conflicts: ReadonlySet<number> = new Set([1205, 1222, 3960]);

/** Codes by which tedious tells its own errors apart. */
const kinds: Readonly<Record<string, SqlFailure["kind"]>> = {
  ECANCEL: "cancelled",
  ETIMEOUT: "timeout",
  EPARAM: "data",
  ECLOSE: "connection",
  ESOCKET: "connection",
  ECONNRESET: "connection",
  EPIPE: "connection",
};

/**
 * What a request failed at. Of several errors the one that the routine raised counts, else the first that is
 * not about transactions themselves, else the first: the rest follow from it.
 */
export function statementFailure(error: Error): SqlFailure {
  if (error instanceof SqlFailure) return error;
  const causes =
    error instanceof AggregateError ? error.errors.filter((one) => one instanceof Error) : [error];
  const kinds = causes.map(kindOf);
  const wanted = [kinds.indexOf("raised"), kinds.findIndex((kind) => kind !== "ended"), 0];
  const place = wanted.find((at) => at >= 0) ?? 0;
  const cause = causes[place] ?? error;
  const number = errorProperty(cause, "number");
  const message = (typeof number === "number" ? transactionErrors[number] : undefined) ?? cause.message;
  return new SqlFailure(kinds[place] ?? "other", message, { cause: error });
}

/**
 * What a connection failed at before it was signed in. A wrong name, password or database is told by the
 * server's number; anything else is a server that cannot be used now.
 * @param number of the server's first error; undefined where it sent none
 */
export function connectFailure(error: Error, number: number | undefined): SqlFailure {
  const refused = number !== undefined && authentication.has(number);
  return new SqlFailure(refused ? "authentication" : "connection", error.message, { cause: error });
}

function kindOf(error: Error): SqlFailure["kind"] {
  const [code, number, severity] = ["code", "number", "class"].map((name) => errorProperty(error, name));
  if (typeof number === "number") {
    if (number >= firstRaised) return "raised";
    if (data.has(number)) return "data";
    if (conflicts.has(number)) return "conflict";
    if (transactionErrors[number] !== undefined) return "ended";
    return typeof severity === "number" && severity >= firstFatalClass ? "connection" : "other";
  }
  // The driver gives a connection that does not answer a cancellation the same code as a request
  // that took too long.
  if (error instanceof ConnectionError) return "connection";
  if (error instanceof InputError) return "data";
  if (code === "EINVALIDSTATE") return error.message.includes("Final") ? "connection" : "other";
  return (
    (typeof code === "string" ? kinds[code] : undefined) ?? (code === undefined ? "connection" : "other")
  );
}
