import { log } from "../../log.ts";
import { counted } from "../../metric.ts";
import { SourceUnavailable } from "./connection/source-unavailable.ts";
import { SqlFailure } from "./engines/engine.ts";

/** The failures that whoever runs the API must act on, by their names in the log (`docs/databases.md`). */
const events: Partial<Readonly<Record<SqlFailure["kind"], string>>> = {
  connection: "database-unreachable",
  authentication: "database-refuses-sign-in",
};

/**
 * Logs a failure to find out how to sign in, to reach a database or to sign in, and counts it as
 * `DatabaseUnavailable` of the connection, which an alarm watches. Any other error passes without a word.
 */
export function logUnavailable(error: unknown, connection: string): void {
  const event = eventOf(error);
  if (event !== undefined) log.error(event, { error, ...counted("DatabaseUnavailable", { connection }) });
}

function eventOf(error: unknown): string | undefined {
  if (error instanceof SourceUnavailable) return "database-source-unavailable";
  return error instanceof SqlFailure ? events[error.kind] : undefined;
}
