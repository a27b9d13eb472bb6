import { loggedError } from "./logged-error.ts";

/** The levels of AWS Lambda's log settings, the least serious first; `SILENT` writes nothing. */
const levels: readonly string[] = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL", "SILENT"];
type Level = "INFO" | "WARN" | "ERROR" | "SILENT";
type Fields = Readonly<Record<string, unknown>>;

let least = Math.max(rankOf(process.env["LOG_LEVEL"]), rankOf(process.env["AWS_LAMBDA_LOG_LEVEL"]));
let kept: Fields = {};

/**
 * The one logger of the functions: a JSON line per event, from the level `LOG_LEVEL` on, or from Lambda's own
 * `AWS_LAMBDA_LOG_LEVEL` where that is more serious. Lambda takes such a line over as it is (AWS: "Log and
 * monitor Node.js Lambda functions"). Powertools' Logger would write the same, from 23 KB more in each
 * bundle.
 * Never logged: a token or any part of one, a header's value, a parameter's value, a cell, a secret.
 * Of an error it has what `logged-error.ts` lets through.
 */
export const log = {
  info: (message: string, fields?: Fields): void => write("INFO", message, fields),
  warn: (message: string, fields?: Fields): void => write("WARN", message, fields),
  error: (message: string, fields?: Fields): void => write("ERROR", message, fields),
  /** Adds to the fields of every line until `resetKeys`: what a request is known by. */
  appendKeys(fields: Fields): void {
    kept = { ...kept, ...fields };
  },
  /** Forgets the fields of the request before. */
  resetKeys(): void {
    kept = {};
  },
  setLogLevel(level: Level): void {
    least = levels.indexOf(level);
  },
};

/**
 * Not by `console`, around whose lines the functions' runtime puts a JSON line of its own. No field can take
 * the place of what the line says of itself, and one without a value is left out.
 */
function write(level: Level, message: string, fields: Fields = {}): void {
  if (levels.indexOf(level) < least) return;
  const own = {
    level,
    message,
    timestamp: new Date().toISOString(),
    service: process.env["SERVICE_NAME"],
    xray_trace_id: /Root=([^;]+)/.exec(process.env["_X_AMZN_TRACE_ID"] ?? "")?.[1],
  };
  const all = Object.entries({ ...own, ...kept, ...fields, ...own });
  const filled = all.filter(([, value]) => value !== undefined && value !== null && value !== "");
  process.stdout.write(`${JSON.stringify(Object.fromEntries(filled), printable)}\n`);
}

function printable(_: string, value: unknown): unknown {
  if (value instanceof Error) return loggedError(value);
  return typeof value === "bigint" ? String(value) : value;
}

/** Where a level stands in the list; an unknown one counts as `INFO`, and none as the least. */
function rankOf(name: string | undefined): number {
  if (name === undefined) return 0;
  const rank = levels.indexOf(name.toUpperCase());
  return rank === -1 ? levels.indexOf("INFO") : rank;
}
