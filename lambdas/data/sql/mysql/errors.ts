import { SqlFailure } from "../engine.ts";

/** Numbers of errors (MySQL: "Server Error Message Reference"; MariaDB: "MariaDB Error Code Reference") by who must act. */
const numbers: ReadonlyMap<number, SqlFailure["kind"]> = new Map([
  ...[1044, 1045, 1698, 1251, 1820, 1862].map((number) => [number, "authentication"] as const),
  ...[1040, 1053, 1152, 1158, 1159, 1160, 1161, 1184, 1203, 1927, 2006, 2013, 4031].map(
    (number) => [number, "connection"] as const,
  ),
  ...[1205, 1213, 1265, 1366, 1406, 1411, 3819, 4025].map((number) => [number, "data"] as const),
  [1317, "cancelled"],
  [1969, "timeout"],
  [3024, "timeout"],
]);

/** SQLSTATEs of what the numbers above do not name. */
const states: readonly (readonly [RegExp, SqlFailure["kind"]])[] = [
  [/^45000$/, "raised"],
  [/^2[23]/, "data"],
  [/^28/, "authentication"],
  [/^08/, "connection"],
];

/** What `mysql2`, the server or the network throw, as who must act. */
export function failureOf(error: unknown): SqlFailure {
  if (error instanceof SqlFailure) return error;
  if (!(error instanceof Error)) return new SqlFailure("other", String(error));
  const { errno, sqlState, code, fatal } = error as Error & {
    readonly errno?: number;
    readonly sqlState?: string;
    readonly code?: string;
    readonly fatal?: boolean;
  };
  const { message } = error;
  const as = (kind: SqlFailure["kind"]) => new SqlFailure(kind, message, { cause: error });
  if (/user(?:error|notice):/i.test(message)) return as("raised");
  const state = states.find(([pattern]) => pattern.test(sqlState ?? ""))?.[1];
  const known = numbers.get(errno ?? 0) ?? state;
  if (known !== undefined) return as(known);
  const isBroken = /^(?:E[A-Z]+|PROTOCOL_.*)$/.test(code ?? "") && !/^ER_/.test(code ?? "");
  return as(
    isBroken || fatal === true || /closed state|lost connection/i.test(message) ? "connection" : "other",
  );
}
