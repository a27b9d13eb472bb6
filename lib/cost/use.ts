import type { Use } from "./estimate.ts";

/** The options of the command, as they are typed: all of them take a number. */
export const useOptions = {
  pulls: { type: "string", default: "100000" },
  rows: { type: "string", default: "1000" },
  columns: { type: "string", default: "10" },
  "database-ms": { type: "string", default: "100" },
  cached: { type: "string", default: "0" },
  help: { type: "boolean", default: false },
} as const;

export const usage = `Says what a month costs on AWS, with the arithmetic, for the settings of this folder, or
for those of one of their environments.

  npm run cost -- [environment] [options]

  --pulls N        pulls and saves a month            (${useOptions.pulls.default})
  --rows N         rows of a pull                     (${useOptions.rows.default})
  --columns N      columns of a pull                  (${useOptions.columns.default})
  --database-ms N  milliseconds that the database
                   takes before its first row         (${useOptions["database-ms"].default})
  --cached N       pulls of a hundred that find their
                   token's check held by the gateway  (${useOptions.cached.default})
`;

/**
 * Reads the numbers that were typed.
 * @throws Error with one sentence that names the option
 */
export function readUse(typed: Readonly<Record<Exclude<keyof typeof useOptions, "help">, string>>): Use {
  const number = (option: keyof typeof typed, least: number, most: number): number => {
    const value = Number(typed[option].replaceAll(",", ""));
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new Error(`--${option} takes a whole number from ${least} to ${most.toLocaleString("en-US")}.`);
  };
  return {
    pulls: number("pulls", 1, 1e12),
    rows: number("rows", 0, 1e7),
    columns: number("columns", 1, 16_384),
    databaseMs: number("database-ms", 0, 900_000),
    cachedPercent: number("cached", 0, 100),
  };
}
