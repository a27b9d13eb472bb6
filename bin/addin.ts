import { join } from "node:path";
import { addinCommand } from "../local/addin/command/addin-command.ts";
import { withDotEnv } from "../local/command-line/environment.ts";
import { fail } from "../local/command-line/fail.ts";
import { print } from "../local/command-line/print.ts";
import { screen } from "../local/command-line/screen.ts";

const directory = join(import.meta.dirname, "..");

/** Only a workbook's formulas need the route table, which takes its time to load. */
async function portals() {
  const [{ routeTable }, { describeRoutes }, { readPortals }] = await Promise.all([
    import("../lambdas/data/routes.ts"),
    import("../lib/describe-routes.ts"),
    import("../local/portals/read-portals.ts"),
  ]);
  const { own, examples } = readPortals(directory, describeRoutes(routeTable({ examples: true })));
  return [...own, ...examples];
}

const isTerminal = process.stdout.isTTY === true;
const { during, clear } = screen(process.stdout, process.stderr);
let written = 0;
const write = async (text: string) => {
  written += text.length;
  if (isTerminal) clear();
  await print(text);
};
try {
  const environment = withDotEnv(directory, process.env);
  const answered = addinCommand(process.argv.slice(2), environment, write, isTerminal, portals);
  const { aside, failed } = await during("Waiting for the API", answered, () =>
    written === 0 ? "" : `${(written / 1_000_000).toFixed(1)} MB written`,
  );
  process.stderr.write(aside);
  if (failed) process.exitCode = 1;
} catch (error) {
  fail(error);
}
