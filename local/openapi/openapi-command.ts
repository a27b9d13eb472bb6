import { writeFileSync } from "node:fs";
import { readArguments } from "../command-line/arguments.ts";
import type { Portals } from "../portals/read-portals.ts";
import { collection } from "./collection.ts";
import { type DescribedApi, type DescribedEndpoint, openApi } from "./openapi.ts";

const usage = `Writes the API's OpenAPI 3.1 description, made of the route table, the reports' declared parameters
and reports/portals.json.

  npm run openapi [-- options]

  --out FILE         where to  (openapi.json)
  --collection FILE  also writes a Postman collection: a request for each example, with tests of its answer
  --url URL          API root URL, such as the stack's output BaseUrl  (http://127.0.0.1:3000)
  --examples         with the example endpoints
`;

/** What the command describes. */
export interface OpenApiSurroundings {
  readonly name: string;
  readonly version: string;
  readonly endpoints: (examples: boolean) => readonly DescribedEndpoint[];
  readonly portals: () => Portals;
}

/**
 * `npm run openapi`.
 * @returns what to print
 * @throws Error with a sentence
 */
export function openApiCommand(
  words: readonly string[],
  { name, version, endpoints, portals }: OpenApiSurroundings,
): string {
  const { values } = readArguments({
    args: [...words],
    options: {
      out: { type: "string", default: "openapi.json" },
      collection: { type: "string" },
      url: { type: "string", default: "http://127.0.0.1:3000" },
      examples: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return usage;
  if (!/^https?:$/.test(URL.parse(values.url)?.protocol ?? ""))
    throw new Error(`--url must be an address such as https://api.example.com/prod, not ${values.url}.`);
  const { own, examples } = portals();
  const api: DescribedApi = {
    title: name,
    version,
    url: values.url.replace(/\/$/, ""),
    endpoints: endpoints(values.examples),
    portals: values.examples ? [...own, ...examples] : own,
  };
  const written = (file: string, document: unknown) => {
    writeFileSync(file, `${JSON.stringify(document, null, 2)}\n`);
    return `Written: ${file}\n`;
  };
  return (
    written(values.out, openApi(api)) +
    (values.collection === undefined ? "" : written(values.collection, collection(api)))
  );
}
