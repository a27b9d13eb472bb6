import packageJson from "../../package.json" with { type: "json" };
import { openApi } from "../openapi/openapi.ts";
import { servedPortals } from "./served-portals.ts";

/**
 * The OpenAPI document of the API that is served, as `npm run openapi` writes it.
 * @param routes `routes.json` of the synthesised folder
 * @param url root URL of the API
 */
export function servedDescription(routes: string, url: string): ReturnType<typeof openApi> {
  const { name, version } = packageJson;
  const portals = servedPortals(routes);
  return openApi({ title: name, version, url, endpoints: JSON.parse(routes), portals });
}
