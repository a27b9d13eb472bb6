import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { routeTable } from "../lambdas/data/routes.ts";
import { writeDescribedRoutes } from "./describe-routes.ts";
import type { KeySetsToPack } from "./packed-key-sets.ts";
import { loadDeployedSettings, readContext } from "./setting-sources.ts";
import { dataApiStack } from "./stack.ts";

/**
 * The app that is deployed. Its `synth()` also checks the template against AWS's resource schemas (a flag in
 * cdk.json makes their findings errors) and cdk-nag's AwsSolutions rules. It throws at the first finding that
 * is not acknowledged. Beside the template stands what `local/console/` shows of the route table.
 * @param directory the folder that holds cdk.json and `reports/`
 * @param packed key sets for the authorizer to start with; null packs none
 * @param engines kinds of database that `npm start` adds connections to once the stack is synthesised
 * @throws SettingInvalid or RouteInvalid with the sentences to show, when settings or a line are wrong
 */
export function dataApiApp(
  directory: string,
  environment: Readonly<Record<string, string | undefined>>,
  packed: KeySetsToPack | null = null,
  engines: readonly string[] = [],
): App {
  const settings = loadDeployedSettings(directory, environment);
  // By itself CDK would synthesise a stack that a mistake has left half made, when the process ends.
  const app = new App({ context: readContext(directory), autoSynth: false });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  dataApiStack(app, settings, packed, engines);
  writeDescribedRoutes(app.outdir, routeTable(settings));
  return app;
}
