import { routes as ownRoutes } from "../../reports/routes.ts";
import { checkRoutes } from "./check-routes.ts";
import { exampleRoutes } from "./examples/routes.ts";
import { passThroughReport } from "./pass-through-report.ts";
import { type Route, RouteInvalid } from "./route.ts";
import * as status from "./status.ts";

const commonRoutes: readonly Route[] = [
  { method: "GET", path: "/", access: "public", answer: status.version },
  { method: "GET", path: "/version", access: "public", answer: status.version },
  { method: "GET", path: "/api/v1/status", access: "public", answer: status.running },
  {
    method: "GET",
    path: "/api/v1/status/options",
    access: "public",
    answer: status.options,
    query: { opt: status.optionWords },
  },
  { method: "GET", path: "/api/v1/status/headers", access: "public", answer: status.headers },
  { method: "POST", path: "/api/v1/status/headers", access: "public", answer: status.headers },
  { method: "GET", path: "/api/v1/status/ping", access: "public", answer: status.ping },

  { method: "POST", path: "/api/v1/sql", report: passThroughReport },
  // The relative URL of Interject's own data portals (FinCube, data cells), behind each root URL that a data
  // connection may have (Interject: "Lab Setup", where it ends in `/api`). It names nothing but a command.
  { method: "POST", path: "/InterjectDefaultRequest", report: passThroughReport },
  { method: "POST", path: "/api/InterjectDefaultRequest", report: passThroughReport },
  { method: "POST", path: "/api/v1/InterjectDefaultRequest", report: passThroughReport },
];

/** Which lines a table has beside those that every API has. */
export interface RouteChoice {
  /** The setting `examples`. */
  readonly examples: boolean;
  /** Default the lines of `reports/routes.ts`. */
  readonly own?: readonly Route[];
}

/**
 * Every endpoint of the API and who may call it: with `reports/routes.ts` the pages for a security review.
 * The stack makes the gateway's resources from the table, the data function finds the code to run in it.
 * @throws RouteInvalid for a line that is wrong, or there twice
 */
export function routeTable({ examples, own = ownRoutes }: RouteChoice): readonly Route[] {
  if (!Array.isArray(own)) throw new RouteInvalid("The routes in reports/routes.ts must be a list of lines.");
  return checkRoutes([...commonRoutes, ...(examples ? exampleRoutes : []), ...own]);
}
