import { join } from "node:path";
import { fail } from "../local/command-line/fail.ts";
import { print } from "../local/command-line/print.ts";
import { migrateCommand } from "../local/migrate/migrate-command.ts";

try {
  await print(migrateCommand(process.argv.slice(2), join(import.meta.dirname, "..")));
} catch (error) {
  fail(error);
}
