import { join } from "node:path";
import { dataApiApp } from "../lib/app.ts";
import { SettingInvalid } from "../lib/setting-sources.ts";

try {
  dataApiApp(join(import.meta.dirname, ".."), process.env).synth();
} catch (error) {
  if (!(error instanceof SettingInvalid)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
