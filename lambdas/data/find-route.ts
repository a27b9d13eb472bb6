import { HttpProblem } from "./problem.ts";
import type { Route } from "./route.ts";

/**
 * Finds the route of a request. Administrators type paths into data portals by hand, so letter case and
 * slashes at the end do not matter.
 * @returns a function that throws HttpProblem 404 for an unknown path, and 405 with `Allow` where a known
 * path does not answer the method (RFC 9110 section 15.5.6)
 */
export function routeFinder(routes: readonly Route[]): (method: string, path: string) => Route {
  const byPath = Map.groupBy(routes, (route) => route.path.toLowerCase());
  return (method, path) => {
    const lines = byPath.get(withoutEndSlashes(path.toLowerCase()));
    if (lines === undefined) {
      throw new HttpProblem(404, "This API has no such path. Check the data portal's Api Relative Url.");
    }
    const route = lines.find((line) => line.method === method);
    if (route !== undefined) return route;
    const allowed = lines.map((line) => line.method).join(", ");
    throw new HttpProblem(405, `This path answers ${allowed} only.`, { Allow: allowed });
  };
}

/** A loop, because a pattern would look at a row of slashes once for each of them. */
function withoutEndSlashes(path: string): string {
  let end = path.length;
  while (end > 1 && path[end - 1] === "/") end--;
  return path.slice(0, end);
}
