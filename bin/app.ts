import { join } from "node:path";
import { dataApiApp } from "../lib/app.ts";
import { keySetsToPack } from "../lib/packed-key-sets.ts";
import { isMistake } from "../lib/setting-sources.ts";

const directory = join(import.meta.dirname, "..");
try {
  dataApiApp(directory, process.env, await keySetsToPack(directory, process.env)).synth();
} catch (error) {
  if (!isMistake(error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
