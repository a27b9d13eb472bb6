import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";

/** Variables by name; an empty one counts as not set. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment with `.env` of a folder behind it, as the stack reads its settings: what starts here and
 * what is synthesised must not differ in which identity provider or database is meant.
 */
export function withDotEnv(directory: string, environment: Environment): Environment {
  const file = join(directory, ".env");
  return existsSync(file) ? { ...parseEnv(readFileSync(file, "utf8")), ...environment } : environment;
}
