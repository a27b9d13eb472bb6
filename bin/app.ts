import { join } from "node:path";
import { parseArgs } from "node:util";
import { dataApiApp } from "../lib/app.ts";
import { keySetsToPack } from "../lib/packed-key-sets.ts";
import { isMistake } from "../lib/setting-sources.ts";

const directory = join(import.meta.dirname, "..");
// `npm start` names the engines of its own databases; the cdk command names none.
const { engine } = parseArgs({ options: { engine: { type: "string", multiple: true } } }).values;
try {
  dataApiApp(directory, process.env, await keySetsToPack(directory, process.env), engine).synth();
} catch (error) {
  if (!isMistake(error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
