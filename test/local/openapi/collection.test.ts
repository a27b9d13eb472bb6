import { expect, it } from "vitest";
import { publicReport, report } from "../../../lambdas/data/report.ts";
import { routeTable } from "../../../lambdas/data/routes.ts";
import { describeRoutes } from "../../../lib/describe-routes.ts";
import { collection } from "../../../local/openapi/collection.ts";
import { openApi } from "../../../local/openapi/openapi.ts";
import { dataPortals } from "../../../local/portals/portals.ts";

const run = () => ({ columns: [], rows: [] });
const endpoints = describeRoutes(
  routeTable({
    examples: false,
    own: [
      { method: "POST", path: "/reports/Mine", roles: ["Sales"], report: report({ run }) },
      { method: "POST", path: "/reports/Holidays", access: "public", report: publicReport({ run }) },
    ],
  }),
);
const entry = { path: "/api/v1/sql", command: "reports.totals" };
const api = {
  title: "Data API",
  version: "1.2.3",
  url: "https://api.example.com/prod",
  endpoints,
  portals: dataPortals({ "Acme Totals": entry }, endpoints, "portals.json"),
};

interface Request {
  readonly method: string;
  readonly url: { readonly raw: string };
  readonly auth?: { readonly type: string };
  readonly description?: string;
  readonly body?: { readonly raw: string };
}
interface Item {
  readonly name: string;
  readonly item?: readonly Item[];
  readonly request?: Request;
}

const foldersOf = (described: Parameters<typeof collection>[0]) =>
  collection(described).item as readonly Item[];
const folders = foldersOf(api);
function requests(items: readonly Item[] = []): readonly (Request & { readonly name: string })[] {
  return items.flatMap(({ name, item, request }) => [
    ...(request === undefined ? [] : [{ ...request, name }]),
    ...requests(item),
  ]);
}
const inFolder = (name: string) => requests(folders.find((folder) => folder.name === name)?.item);
const lines = (list: readonly Request[]) => list.map(({ method, url }) => `${method} ${url.raw}`);

it("has a variable for the address and an empty one for the token, which is sent", () => {
  const { auth, variable } = collection(api);
  expect(variable).toEqual([
    { key: "baseUrl", value: "https://api.example.com/prod", type: "string" },
    { key: "token", value: "", type: "string" },
  ]);
  expect(auth.bearer).toEqual([{ key: "token", value: "{{token}}", type: "string" }]);
});

it("sends every line of the route table", () => {
  const sent = new Set(lines(requests(folders)).map((line) => line.replace(/\?.*/, "")));
  const table = endpoints.map(({ method, path }) => `${method} {{baseUrl}}${path}`);
  expect([...sent].toSorted()).toEqual(table.toSorted());
});

it("sends the examples of the OpenAPI description", () => {
  const { paths } = openApi(api);
  const described = JSON.stringify(paths["/api/v1/sql"]?.["post"]);
  const [portal] = inFolder("Data portals");
  expect(portal?.name).toBe("Acme Totals");
  expect(described).toContain(JSON.stringify(JSON.parse(portal?.body?.raw ?? "")));
});

it("sends a query once with each of its words", () => {
  const sent = lines(inFolder("Status")).filter((line) => line.includes("/options"));
  const queries = ["", "?opt=name", "?opt=version", "?opt=framework"];
  expect(sent).toEqual(queries.map((query) => `GET {{baseUrl}}/api/v1/status/options${query}`));
});

it("sends no token to a public line, and tries every other line without one", () => {
  const [mine, holidays] = inFolder("Reports");
  expect([mine?.auth, holidays?.auth]).toEqual([undefined, { type: "noauth" }]);
  expect(mine?.description).toBe("The token must fit roles: Sales.");
  const without = inFolder("Without a token");
  const closed = endpoints.filter(({ isPublic }) => !isPublic);
  expect(lines(without)).toEqual(closed.map(({ method, path }) => `${method} {{baseUrl}}${path}`));
  expect(without.map(({ auth }) => auth)).toEqual(closed.map(() => ({ type: "noauth" })));
});

it("has no folder without requests", () => {
  const names = foldersOf({ ...api, portals: [] }).map(({ name }) => name);
  expect(names).toEqual(["Status", "Reports", "Without a command", "Without a token"]);
});
