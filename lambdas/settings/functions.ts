import * as v from "valibot";
import type { AuthorizerSettings } from "./authorizer.ts";
import type { CanarySettings } from "./canary.ts";
import type { DataSettings } from "./data.ts";
import { withoutDefaults } from "./without-defaults.ts";

/**
 * Every setting that the functions read from their environment, in both directions: the stack encodes
 * them into the template, the functions decode them at start. Nothing else reads `process.env`, but for the
 * logger (`lambdas/log.ts`) with its name and level.
 * A secret never stands here, only the ARN it is kept under.
 *
 * A setting that people choose is declared once, with its range and default, in `authorizer.ts` or
 * `data.ts`: the stack's settings (`lib/settings.ts`) hold the same entries, and the stack passes them on
 * by name.
 */

type FunctionSettings = typeof AuthorizerSettings | typeof CanarySettings | typeof DataSettings;

const variable = "SETTINGS";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment of a function: of `settings` those that its schema lists, so that all of the stack's can be
 * given, and not what the schema puts there by default, because there is little room (AWS: "Lambda quotas",
 * 4 KB). The other half is {@link decodeSettings}.
 * @example encodeSettings(DataSettings, { ...stackSettings, name: "api", version: "1.0.0" })
 */
export function encodeSettings<S extends FunctionSettings>(
  schema: S,
  settings: v.InferInput<S>,
): Record<string, string> {
  const own = Object.entries(settings).filter(([name]) => Object.hasOwn(schema.entries, name));
  return { [variable]: JSON.stringify(withoutDefaults(schema, Object.fromEntries(own))) };
}

/**
 * Reads a function's settings back from its environment.
 * @throws Error naming the setting, when the deployment did not write it or wrote something else.
 */
export function decodeSettings<S extends FunctionSettings>(
  schema: S,
  environment: Environment,
): v.InferOutput<S> {
  const text = environment[variable];
  if (text === undefined)
    throw new Error(`The environment variable ${variable} is missing: deploy the stack again.`);
  const result = v.safeParse(schema, JSON.parse(text));
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new Error(`The setting ${v.getDotPath(issue) ?? variable} is wrong: ${issue.message}`);
}
