import { join } from "node:path";
import { costReport } from "../lib/cost/cost-report.ts";
import { readUse, usage, useOptions } from "../lib/cost/use.ts";
import { readArguments } from "../local/command-line/arguments.ts";
import { fail } from "../local/command-line/fail.ts";
import { print } from "../local/command-line/print.ts";

const directory = join(import.meta.dirname, "..");
try {
  const { values } = readArguments({ args: process.argv.slice(2), options: useOptions });
  await print(values.help ? usage : costReport(directory, process.env, readUse(values)));
} catch (error) {
  fail(error);
}
