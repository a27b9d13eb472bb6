import { join } from "node:path";
import { addinCommand } from "../local/addin/command/addin-command.ts";
import { withDotEnv } from "../local/command-line/environment.ts";
import { fail } from "../local/command-line/fail.ts";
import { print } from "../local/command-line/print.ts";

const directory = join(import.meta.dirname, "..");

/** Only a workbook's formulas need the route table, which takes its time to load. */
async function portals() {
  const [{ routeTable }, { describeRoutes }, { readPortals }] = await Promise.all([
    import("../lambdas/data/routes.ts"),
    import("../lib/describe-routes.ts"),
    import("../local/portals/read-portals.ts"),
  ]);
  return readPortals(directory, describeRoutes(routeTable({ examples: true })));
}

try {
  const environment = withDotEnv(directory, process.env);
  const { aside, failed } = await addinCommand(process.argv.slice(2), environment, print, portals);
  process.stderr.write(aside);
  if (failed) process.exitCode = 1;
} catch (error) {
  fail(error);
}
