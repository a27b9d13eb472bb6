import {
  commandTests,
  noCommandTests,
  noTokenTests,
  reportTests,
  statusTests,
  type TestScript,
} from "./collection-tests.ts";
import { exampleRequests } from "./example-request.ts";
import { type DescribedApi, type DescribedEndpoint, demandsOf } from "./openapi.ts";

/** A request of a folder. */
interface Sent {
  readonly name: string;
  readonly endpoint: DescribedEndpoint;
  /** Default whether the endpoint asks for one. */
  readonly hasToken?: false;
  readonly query?: readonly [name: string, value: string];
  readonly body?: unknown;
}

/**
 * The API as a Postman Collection (Postman: "Collection Format v2.1.0"), which other programs import as well:
 * the requests of the OpenAPI description, with tests of their answers. It holds no token: its variable
 * `token` is empty.
 */
export function collection({ title, version, url, endpoints, portals }: DescribedApi) {
  const plain = endpoints.filter(({ kind }) => kind === "plain");
  const reports = endpoints.filter(({ kind }) => kind === "report");
  const commands = endpoints.filter(({ kind }) => kind === "command");
  const closed = endpoints.filter(({ isPublic }) => !isPublic);
  const folders = [
    folder("Status", statusTests, plain.flatMap(plainRequests).map(item)),
    folder(
      "Reports",
      reportTests,
      reports.flatMap((endpoint) =>
        exampleRequests(endpoint, portals).map(({ body }) => item({ name: endpoint.path, endpoint, body })),
      ),
    ),
    folder(
      "Data portals",
      commandTests,
      commands.flatMap((endpoint) => {
        const requests = exampleRequests(endpoint, portals).map((request) => item({ ...request, endpoint }));
        return requests.length === 0 ? [] : [{ name: endpoint.path, item: requests }];
      }),
    ),
    folder(
      "Without a command",
      noCommandTests,
      commands.map((endpoint) => item({ name: endpoint.path, endpoint, body: {} })),
    ),
    folder(
      "Without a token",
      noTokenTests,
      closed.map((endpoint) =>
        item({
          name: `${endpoint.method} ${endpoint.path}`,
          endpoint,
          hasToken: false,
          ...(endpoint.method === "POST" ? { body: {} } : {}),
        }),
      ),
    ),
  ];
  return {
    info: {
      name: title,
      version,
      description: "The variable token takes an access token of an identity provider that the API trusts.",
      schema: "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
    },
    auth: { type: "bearer", bearer: [{ key: "token", value: "{{token}}", type: "string" }] },
    variable: [
      { key: "baseUrl", value: url, type: "string" },
      { key: "token", value: "", type: "string" },
    ],
    item: folders.filter(({ item }) => item.length > 0),
  };
}

/** A plain endpoint as it is, and once with each word of its query. */
function plainRequests(endpoint: DescribedEndpoint): readonly Sent[] {
  const name = `${endpoint.method} ${endpoint.path}`;
  const queries = Object.entries(endpoint.query).flatMap(([key, words]) =>
    words.map((word) => ({ name: `${name}?${key}=${word}`, endpoint, query: [key, word] as const })),
  );
  return [{ name, endpoint }, ...queries];
}

function folder<Item>(name: string, tests: TestScript, items: readonly Item[]) {
  const script = { type: "text/javascript", exec: tests };
  return { name, event: [{ listen: "test", script }], item: items };
}

function item({ name, endpoint, hasToken, query, body }: Sent) {
  const { method, path, isPublic } = endpoint;
  const raw = `{{baseUrl}}${path}${query === undefined ? "" : `?${query.join("=")}`}`;
  const description = demandsOf(endpoint);
  return {
    name,
    request: {
      method,
      ...(description === null ? {} : { description }),
      // Without an entry, the collection's own holds.
      ...(isPublic || hasToken === false ? { auth: { type: "noauth" } } : {}),
      header: body === undefined ? [] : [{ key: "Content-Type", value: "application/json" }],
      url: {
        raw,
        host: ["{{baseUrl}}"],
        path: path.slice(1).split("/"),
        ...(query === undefined ? {} : { query: [{ key: query[0], value: query[1] }] }),
      },
      ...(body === undefined ? {} : { body: jsonBody(body) }),
    },
    response: [],
  };
}

const jsonBody = (body: unknown) => ({
  mode: "raw",
  raw: JSON.stringify(body, null, 2),
  options: { raw: { language: "json" } },
});
