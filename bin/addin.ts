import { join } from "node:path";
import { addinCommand } from "../local/addin/command/addin-command.ts";
import { withDotEnv } from "../local/environment.ts";
import { fail } from "../local/fail.ts";
import { print } from "../local/print.ts";

try {
  const environment = withDotEnv(join(import.meta.dirname, ".."), process.env);
  const { output, aside, failed } = await addinCommand(process.argv.slice(2), environment);
  print(output);
  process.stderr.write(aside);
  if (failed) process.exitCode = 1;
} catch (error) {
  fail(error);
}
