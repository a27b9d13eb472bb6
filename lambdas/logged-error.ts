import { sourcePlace } from "./source-place.ts";

/** Fields that only a database's server gives an error: `pg`, `mysql2` and `tedious`, in this order. */
const serversOwn = ["severity", "sqlState", "number"] as const;

/** Errors whose words are for the person in Excel, and may quote what the person sent. */
const forThePerson = new Set(["UserError", "UserNotice", "RequestInvalid"]);

/**
 * What is logged beside an error's name and place: numbers, and codes of a few characters that a routine
 * cannot fill with its data. `routine` is PostgreSQL's function for the error, `position` the place in the
 * statement.
 */
const fields = [
  "kind",
  "reason",
  "status",
  "code",
  "errno",
  "sqlState",
  "severity",
  "routine",
  "position",
  "number",
  "state",
  "class",
  "lineNumber",
] as const;

/**
 * An error as the log may have it. The words of a database's server are left out, with all that it tells
 * beside them (details, the statement, its place in a routine). A routine raises what it likes under any
 * code, and even the server's own words quote values. What the network and the drivers say themselves stays,
 * and so do the words of this API's and a report's own errors.
 */
export function loggedError(error: Error): Readonly<Record<string, unknown>> {
  const { cause } = error;
  const said = isFree(error) ? { message: error.message } : {};
  const chosen = fields.flatMap((name) => {
    const value: unknown = Reflect.get(error, name);
    return typeof value === "string" || typeof value === "number" ? [[name, value]] : [];
  });
  return {
    name: error.name,
    ...said,
    ...Object.fromEntries(chosen),
    stack: placesOf(error),
    ...(cause instanceof Error ? { cause: loggedError(cause) } : {}),
    ...(error instanceof AggregateError ? { errors: error.errors.filter(isError).map(loggedError) } : {}),
  };
}

/** Whether neither the error nor what it was made of has words that may hold data. */
function isFree(error: Error): boolean {
  const { cause } = error;
  if (forThePerson.has(error.name)) return false;
  if (serversOwn.some((name) => ["string", "number"].includes(typeof Reflect.get(error, name)))) return false;
  if (error instanceof AggregateError && !error.errors.filter(isError).every(isFree)) return false;
  return !(cause instanceof Error) || isFree(cause);
}

/** The places alone. A stack begins with the message, whose lines can look like places. */
function placesOf({ stack = "", message, name }: Error): readonly string[] {
  const head = [`${name}: ${message}`, `Error: ${message}`, message].find((text) => stack.startsWith(text));
  if (head === undefined) return [];
  return stack
    .slice(head.length)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.startsWith("at "))
    .map(sourcePlace);
}

function isError(value: unknown): value is Error {
  return value instanceof Error;
}
