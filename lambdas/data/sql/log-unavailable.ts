import { log } from "../../log.ts";
import { counted } from "../../metric.ts";
import { SqlFailure } from "./engines/engine.ts";

/** The failures that whoever runs the API must act on, by their names in the log (`docs/databases.md`). */
const events: Partial<Readonly<Record<SqlFailure["kind"], string>>> = {
  connection: "database-unreachable",
  authentication: "database-refuses-sign-in",
};

/**
 * Logs a failure to reach a database or to sign in, and counts it as `DatabaseUnavailable` of the connection,
 * which an alarm watches. Any other error passes without a word.
 */
export function logUnavailable(error: unknown, connection: string): void {
  if (!(error instanceof SqlFailure)) return;
  const event = events[error.kind];
  if (event !== undefined) log.error(event, { error, ...counted("DatabaseUnavailable", { connection }) });
}
