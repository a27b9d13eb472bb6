import { join } from "node:path";
import { costReport } from "../lib/cost/cost-report.ts";
import { readUse, usage, useOptions } from "../lib/cost/use.ts";
import { inEnvironment } from "../lib/named-environment.ts";
import { readArguments } from "../local/command-line/arguments.ts";
import { fail } from "../local/command-line/fail.ts";
import { print } from "../local/command-line/print.ts";

const directory = join(import.meta.dirname, "..");
try {
  const args = process.argv.slice(2);
  const { values, positionals } = readArguments({ args, options: useOptions, allowPositionals: true });
  if (positionals.length > 1) throw new Error("Name one environment.");
  const environment = inEnvironment(process.env, positionals[0]);
  // The synthesis keeps this process from saying anything more.
  if (!values.help && process.stderr.isTTY)
    console.error("Synthesising the stack, which takes some seconds ...");
  await print(values.help ? usage : costReport(directory, environment, readUse(values)));
} catch (error) {
  fail(error);
}
