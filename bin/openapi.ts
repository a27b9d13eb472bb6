import { join } from "node:path";
import { routeTable } from "../lambdas/data/routes.ts";
import { describeRoutes } from "../lib/describe-routes.ts";
import { fail } from "../local/command-line/fail.ts";
import { print } from "../local/command-line/print.ts";
import { openApiCommand } from "../local/openapi/openapi-command.ts";
import { readPortals } from "../local/portals/read-portals.ts";
import packageJson from "../package.json" with { type: "json" };

const endpoints = (examples: boolean) => describeRoutes(routeTable({ examples }));
try {
  const output = openApiCommand(process.argv.slice(2), {
    name: packageJson.name,
    version: packageJson.version,
    endpoints,
    portals: () => readPortals(join(import.meta.dirname, ".."), endpoints(true)),
  });
  await print(output);
} catch (error) {
  fail(error);
}
