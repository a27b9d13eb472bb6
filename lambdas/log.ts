import { Logger } from "@aws-lambda-powertools/logger";

/**
 * The one logger of the functions: a JSON line per event, level from `POWERTOOLS_LOG_LEVEL`.
 * Never logged: a token or any part of one, a header's value, a parameter's value, a cell, a secret.
 */
export const log = new Logger();
