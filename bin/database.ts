import { join } from "node:path";
import { resetDatabase } from "../local/demo/reset.ts";
import { withDotEnv } from "../local/environment.ts";
import { fail } from "../local/fail.ts";

try {
  await resetDatabase(withDotEnv(join(import.meta.dirname, ".."), process.env), console.log);
} catch (error) {
  fail(error);
}
