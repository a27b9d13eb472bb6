import { writeFileSync } from "node:fs";
import { readArguments } from "../command-line/arguments.ts";
import type { Portals } from "../portals/read-portals.ts";
import { type DescribedEndpoint, openApi } from "./openapi.ts";

const usage = `Writes the API's OpenAPI 3.1 description, made of the route table, the reports' declared parameters
and reports/portals.json.

  npm run openapi [-- options]

  --out FILE       where to  (openapi.json)
  --url URL        API root URL, such as the stack's output BaseUrl  (http://127.0.0.1:3000)
  --examples       with the example endpoints
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
      url: { type: "string", default: "http://127.0.0.1:3000" },
      examples: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return usage;
  if (!/^https?:$/.test(URL.parse(values.url)?.protocol ?? ""))
    throw new Error(`--url must be an address such as https://api.example.com/prod, not ${values.url}.`);
  const { own, examples } = portals();
  const described = openApi({
    title: name,
    version,
    url: values.url.replace(/\/$/, ""),
    endpoints: endpoints(values.examples),
    portals: values.examples ? [...own, ...examples] : own,
  });
  writeFileSync(values.out, `${JSON.stringify(described, null, 2)}\n`);
  return `Written: ${values.out}\n`;
}
