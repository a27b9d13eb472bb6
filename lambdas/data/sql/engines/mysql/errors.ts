import { SqlFailure } from "../engine.ts";
import { errorProperty } from "../error-property.ts";

type Kind = SqlFailure["kind"];

/** What the driver says of an error: the server's number and SQLSTATE, or a code of Node's or its own. */
interface DriverError {
  readonly message: string;
  readonly code: string | undefined;
  readonly errno: number | undefined;
  readonly sqlState: string | undefined;
  readonly fatal: boolean;
}

/**
 * Kinds by the server's error number, before its SQLSTATE counts
 * (MySQL 8.4 Error Reference; MariaDB Error Code Reference).
 */
const kinds: ReadonlyMap<number, Kind> = new Map<number, Kind>([
  [1644, "raised"], // SIGNAL without a number of its own
  [1317, "cancelled"], // KILL QUERY
  [1969, "timeout"], // MariaDB: max_statement_time
  [3024, "timeout"], // MySQL: max_execution_time
  [1205, "conflict"], // innodb_lock_wait_timeout
  [1213, "conflict"], // deadlock
  ...[1044, 1045, 1698, 1130, 1862, 1820, 3118, 3955].map((errno) => [errno, "authentication"] as const),
  // Shut down, gone, killed (MariaDB 1927), idle for too long (MySQL 4031), too many connections.
  ...[1040, 1053, 1152, 1158, 1159, 1160, 1161, 1203, 1226, 1927, 2006, 2013, 3169, 4031].map(
    (errno) => [errno, "connection"] as const,
  ),
  // 1153 is max_allowed_packet. No value where there must be one, wrong values, CHECK (MySQL 3819, MariaDB
  // 4025), view's check, arguments.
  ...[1153, 1265, 1292, 1318, 1364, 1366, 1369, 1411, 3819, 4025].map((errno) => [errno, "data"] as const),
]);

/** A failure of a statement on an open connection. */
export function statementFailure(error: unknown): SqlFailure {
  if (error instanceof SqlFailure) return error;
  const parts = read(error);
  const kind = kindOf(parts);
  // A right that the user lacks in a statement is no refused sign-in.
  return new SqlFailure(kind === "authentication" ? "other" : kind, sentence(parts), { cause: error });
}

/** A failure to open a connection: what the server does not say itself is a failure to reach it. */
export function connectFailure(error: unknown): SqlFailure {
  const parts = read(error);
  const kind = parts.sqlState === undefined ? "connection" : kindOf(parts);
  return new SqlFailure(kind, sentence(parts), { cause: error });
}

function kindOf({ errno, sqlState, fatal, code }: DriverError): Kind {
  // A number without SQLSTATE is Node's (`ECONNRESET` is -104), not the server's.
  if (sqlState === undefined) return fatal || code !== undefined ? "connection" : "other";
  // Class 45 is "unhandled user-defined exception".
  if (sqlState.startsWith("45")) return "raised";
  const known = errno === undefined ? undefined : kinds.get(errno);
  if (known !== undefined) return known;
  return sqlState.startsWith("22") || sqlState.startsWith("23") ? "data" : "other";
}

function sentence({ message, code }: DriverError): string {
  // Node's error for several addresses has no message.
  return message === "" ? `The database server cannot be reached (${code ?? "no reason given"}).` : message;
}

function read(error: unknown): DriverError {
  const [code, errno, sqlState, fatal] = ["code", "errno", "sqlState", "fatal"].map((name) =>
    errorProperty(error, name),
  );
  return {
    message: error instanceof Error ? error.message : String(error),
    code: typeof code === "string" ? code : undefined,
    errno: typeof errno === "number" ? errno : undefined,
    sqlState: typeof sqlState === "string" && sqlState !== "" ? sqlState : undefined,
    fatal: fatal === true,
  };
}
