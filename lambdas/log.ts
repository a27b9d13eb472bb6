import { loggedError } from "./logged-error.ts";

const levels = ["DEBUG", "INFO", "WARN", "ERROR", "SILENT"] as const;
type Level = (typeof levels)[number];
type Fields = Readonly<Record<string, unknown>>;

/** The function's name, by which the metrics of its lines are told from those of others. */
const service = process.env["LOG_SERVICE"];
let least: Level = levels.find((level) => level === process.env["LOG_LEVEL"]) ?? "INFO";
let keys: Fields = {};

/**
 * The one logger of the functions: a JSON line an event, with the fields that every line of a request has.
 * Never logged: a token or any part of one, a header's value, a parameter's value, a cell, a secret.
 * Of an error it has what `logged-error.ts` lets through.
 *
 * Powertools' Logger wrote the same line, for 23 KB of each bundle and 8 ms of each cold start
 * (`docs/performance.md`).
 */
export const log = {
  info: (message: string, fields?: Fields) => write("INFO", message, fields),
  warn: (message: string, fields?: Fields) => write("WARN", message, fields),
  error: (message: string, fields?: Fields) => write("ERROR", message, fields),
  /** Adds fields to each line from now on. */
  appendKeys(fields: Fields): void {
    keys = { ...keys, ...fields };
  },
  /** Forgets those fields: the next request begins. */
  resetKeys(): void {
    keys = {};
  },
  /** Lines of a lower level are not written. The environment says it first, in `LOG_LEVEL`. */
  setLogLevel(level: Level): void {
    least = level;
  },
};

/** Writes to the standard output itself: Lambda's `console` would put the line into one of its own. */
function write(level: Level, message: string, fields: Fields = {}): void {
  if (levels.indexOf(level) < levels.indexOf(least)) return;
  const timestamp = new Date().toISOString();
  const line = JSON.stringify({ level, message, timestamp, service, ...keys, ...fields }, (_, value) =>
    value instanceof Error ? loggedError(value) : value,
  );
  process.stdout.write(`${line}\n`);
}
