import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type PortalFile, parsePortalFile } from "./portal-file.ts";
import { type DataPortal, dataPortals, type Endpoint } from "./portals.ts";

/** The project's own data portals, beside its reports. */
export const ownPortals = "reports/portals.json";
/** Those that the formulas of the example workbook name. */
const examplePortals = "lambdas/data/examples/portals.json";

/** The data portals of a project. */
export interface Portals {
  readonly own: readonly DataPortal[];
  /** Those of the example workbook, without the codes that the project has itself. */
  readonly examples: readonly DataPortal[];
}

/**
 * Reads the data portals, with what the route table says of them.
 *
 * This folder holds what the data portals are: `portal-file.ts` reads their file, `portals.ts` adds what the
 * route table says, `routine-portal.ts` makes one of a database's routine, and `portals-command.ts` is
 * `npm run portals`.
 * @param directory the folder that holds `reports/`
 * @param endpoints the route table with the examples
 * @throws PortalsInvalid with a sentence for each mistake
 */
export function readPortals(directory: string, endpoints: readonly Endpoint[]): Portals {
  const own = readPortalFile(directory, ownPortals);
  const codes = new Set(Object.keys(own).map((code) => code.toLowerCase()));
  const examples = Object.entries(readPortalFile(directory, examplePortals)).filter(
    ([code]) => !codes.has(code.toLowerCase()),
  );
  return {
    own: dataPortals(own, endpoints, ownPortals),
    examples: dataPortals(Object.fromEntries(examples), endpoints, examplePortals),
  };
}

/**
 * A file of data portals as it stands; none where there is no file.
 * @throws PortalsInvalid
 */
export function readPortalFile(directory: string, file: string): PortalFile {
  const path = join(directory, file);
  return existsSync(path) ? parsePortalFile(readFileSync(path, "utf8"), file) : {};
}
