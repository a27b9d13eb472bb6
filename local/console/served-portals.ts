import { join } from "node:path";
import { type DataPortal, dataPortals, type Endpoint } from "../portals/portals.ts";
import { ownPortals, readPortalFile, readPortals } from "../portals/read-portals.ts";

const project = join(import.meta.dirname, "..", "..");

/**
 * The data portals that a workbook's formulas can name here: the project's own, and those of the examples
 * where the API has these.
 * @param routes `routes.json` of the synthesised folder
 * @throws PortalsInvalid with a sentence for each mistake
 */
export function servedPortals(routes: string): readonly DataPortal[] {
  const endpoints: readonly Endpoint[] = JSON.parse(routes);
  const hasExamples = endpoints.some(({ path }) => path.startsWith("/api/v1/example/"));
  if (!hasExamples) return dataPortals(readPortalFile(project, ownPortals), endpoints, ownPortals);
  const { own, examples } = readPortals(project, endpoints);
  return [...own, ...examples];
}
