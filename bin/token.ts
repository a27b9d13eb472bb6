import { fail } from "../local/fail.ts";
import { tokenCommand } from "../local/token-command.ts";

try {
  process.stdout.write(tokenCommand(process.argv.slice(2), process.env));
} catch (error) {
  fail(error);
}
