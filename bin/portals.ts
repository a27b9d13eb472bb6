import { join } from "node:path";
import { routeTable } from "../lambdas/data/routes.ts";
import { describeRoutes } from "../lib/describe-routes.ts";
import { localConnections } from "../lib/local-connections.ts";
import { withDotEnv } from "../local/command-line/environment.ts";
import { fail } from "../local/command-line/fail.ts";
import { print } from "../local/command-line/print.ts";
import { catalogue } from "../local/portals/catalogue.ts";
import { portalsCommand } from "../local/portals/portals-command.ts";

const directory = join(import.meta.dirname, "..");
try {
  const output = await portalsCommand(process.argv.slice(2), {
    directory,
    endpoints: describeRoutes(routeTable({ examples: true })),
    catalogue: () => catalogue(withDotEnv(directory, process.env), localConnections(directory)),
  });
  await print(output);
} catch (error) {
  fail(error);
}
