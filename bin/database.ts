import { join } from "node:path";
import { withDotEnv } from "../local/command-line/environment.ts";
import { fail } from "../local/command-line/fail.ts";
import { resetDatabase } from "../local/demo/reset.ts";

try {
  await resetDatabase(withDotEnv(join(import.meta.dirname, ".."), process.env), console.log);
} catch (error) {
  fail(error);
}
