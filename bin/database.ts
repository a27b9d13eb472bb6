import { join } from "node:path";
import { withDotEnv } from "../local/command-line/environment.ts";
import { fail } from "../local/command-line/fail.ts";
import { screen } from "../local/command-line/screen.ts";
import { resetDatabase } from "../local/demo/reset.ts";

try {
  const { print, during } = screen(process.stdout, process.stderr);
  const environment = withDotEnv(join(import.meta.dirname, ".."), process.env);
  await during("Making the demo data", resetDatabase(environment, print));
} catch (error) {
  fail(error);
}
