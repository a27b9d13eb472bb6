import { HttpProblem } from "./problem.ts";
import { type Route, routes } from "./routes.ts";

const byPath = Map.groupBy(routes, (route) => route.path.toLowerCase());

/**
 * Finds the route of a request. Administrators type paths into data portals by hand, so letter case and a
 * slash at the end do not matter.
 * @throws HttpProblem 404 for an unknown path, 405 with `Allow` where a known path does not answer the method
 * (RFC 9110 section 15.5.6)
 */
export function findRoute(method: string, path: string): Route {
  const lines = byPath.get(path.toLowerCase().replace(/(?<=.)\/+$/, ""));
  if (lines === undefined) {
    throw new HttpProblem(404, "This API has no such path. Check the data portal's Api Relative Url.");
  }
  const route = lines.find((line) => line.method === method);
  if (route !== undefined) return route;
  const allowed = lines.map((line) => line.method).join(", ");
  throw new HttpProblem(405, `This path answers ${allowed} only.`, { Allow: allowed });
}
