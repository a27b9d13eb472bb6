import { resetDatabase } from "../local/database/reset.ts";
import { fail } from "../local/fail.ts";

try {
  await resetDatabase(process.env, console.log);
} catch (error) {
  fail(error);
}
