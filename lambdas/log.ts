import { Logger } from "@aws-lambda-powertools/logger";
import { loggedError } from "./logged-error.ts";

/**
 * The one logger of the functions: a JSON line per event, level from `POWERTOOLS_LOG_LEVEL`.
 * Never logged: a token or any part of one, a header's value, a parameter's value, a cell, a secret.
 * Of an error it has what `logged-error.ts` lets through.
 */
export const log = new Logger({
  jsonReplacerFn: (_, value) => (value instanceof Error ? loggedError(value) : value),
});
