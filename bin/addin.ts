import { join } from "node:path";
import { addinCommand } from "../local/addin/command/addin-command.ts";
import { withDotEnv } from "../local/command-line/environment.ts";
import { fail } from "../local/command-line/fail.ts";
import { print } from "../local/command-line/print.ts";

try {
  const environment = withDotEnv(join(import.meta.dirname, ".."), process.env);
  const { aside, failed } = await addinCommand(process.argv.slice(2), environment, print);
  process.stderr.write(aside);
  if (failed) process.exitCode = 1;
} catch (error) {
  fail(error);
}
