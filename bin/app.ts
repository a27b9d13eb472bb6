import { join } from "node:path";
import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { loadSettings, readContext, SettingInvalid } from "../lib/setting-sources.ts";
import { dataApiStack } from "../lib/stack.ts";

const project = join(import.meta.dirname, "..");
try {
  const settings = loadSettings(project, process.env);
  const app = new App({ context: readContext(project) });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  dataApiStack(app, settings);
  app.synth();
} catch (error) {
  if (!(error instanceof SettingInvalid)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
