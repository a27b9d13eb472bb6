import { join } from "node:path";
import * as v from "valibot";
import { IssuerList, type IssuerSettings } from "../../lambdas/settings/issuers.ts";

/** The issuers of settings as a deployment may write them. @throws ValiError when it may not */
export function parseIssuers(issuers: unknown): readonly IssuerSettings[] {
  return v.parse(IssuerList, issuers);
}

/**
 * For tests on the synthesised stack: the examples, and no settings of the project's own users, which may be
 * anything.
 */
export const exampleSettings = {
  INTERJECT_EXAMPLES: "true",
  INTERJECT_SETTINGS_FILE: join(import.meta.dirname, "no-settings.json"),
};
