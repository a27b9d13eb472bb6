import { UserError } from "../../interject/errors.ts";
import { raised } from "../../interject/raised.ts";
import { log } from "../../log.ts";
import { counted } from "../../metric.ts";
import { SqlFailure } from "./engines/engine.ts";

/** What the person in Excel can be told of a failure; the rest is for the log. */
export function told(error: unknown, connection: string, limitMs: number): unknown {
  if (!(error instanceof SqlFailure)) return error;
  const said = (text: string) => new UserError(text, { cause: error });
  switch (error.kind) {
    case "raised":
      return raised(error.message);
    case "data":
      return said(`The database does not accept this: ${error.message}`);
    case "cancelled":
    case "timeout":
      return said(
        `The database took longer than it may (${Math.round(limitMs / 1000)} s). Narrow the report and try again.`,
      );
    case "connection":
      log.error("database-unreachable", { error, ...counted("DatabaseUnavailable", { connection }) });
      return said(
        "The connection to the database was lost or cannot be made. Nothing was changed. Try again in a minute.",
      );
    case "authentication":
      log.error("database-refuses-sign-in", { error, ...counted("DatabaseUnavailable", { connection }) });
      return said("The database does not let this API sign in. Tell your administrator.");
    case "other":
      return error;
  }
}

/** Whether it was the connection that failed: then nobody knows how far the server came. */
export function isLost(error: unknown): boolean {
  return error instanceof SqlFailure && error.kind === "connection";
}
