import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";

/** Variables by name. A variable that is empty counts as not set. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The variables of a folder's `.env`, replaced by those of the environment where both have a name. The stack
 * reads its settings in the same order, so that `npm start` and the synthesised functions mean the same
 * identity provider and database.
 */
export function withDotEnv(directory: string, environment: Environment): Environment {
  return { ...dotEnv(directory), ...environment };
}

/** The variables of a folder's `.env`; none without one. */
export function dotEnv(directory: string): Environment {
  const file = join(directory, ".env");
  return existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {};
}
