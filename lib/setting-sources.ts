import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseEnv } from "node:util";
import * as v from "valibot";
import { RouteInvalid } from "../lambdas/data/route.ts";
import { StackSettings } from "./settings.ts";

/**
 * The deployment's settings are wrong. The message is one sentence that names the setting and
 * where it stands.
 */
export class SettingInvalid extends Error {
  override readonly name = "SettingInvalid";
}

/** Whether an error is a mistake in settings or route table, whose message is all that a person needs. */
export function isMistake(error: unknown): error is Error {
  return error instanceof SettingInvalid || error instanceof RouteInvalid;
}

/** A value as found, with the words that tell a person where. */
interface Found {
  readonly value: unknown;
  readonly where: string;
}

type Environment = Readonly<Record<string, string | undefined>>;
type Context = Readonly<Record<string, unknown>>;

/**
 * The stack's settings: `reports/settings.json`, overridden by `.env`, overridden by the environment.
 * There each setting is a variable (`authorizerCacheSeconds` is `INTERJECT_AUTHORIZER_CACHE_SECONDS`) that
 * holds a text or JSON; an empty one counts as not set.
 * @param directory the folder that holds cdk.json, `reports/` and, if there is one, `.env`
 * @throws SettingInvalid for the first setting that is wrong, missing or unknown
 */
export function loadSettings(directory: string, environment: Environment): StackSettings {
  const found = new Map([
    ...fromFile(directory, environment),
    ...fromVariables(readVariables(directory, environment)),
  ]);
  const raw = Object.fromEntries([...found].map(([name, { value }]) => [name, value]));
  const result = v.safeParse(StackSettings, raw, { message: wording });
  if (result.success) return result.output;
  throw new SettingInvalid(sentence(result.issues[0], found));
}

/**
 * The context of cdk.json: CDK's own flags. The `cdk` command passes it on by itself; read here, the app is
 * the same one when it runs without that command.
 * @throws SettingInvalid when cdk.json is missing or not JSON
 */
export function readContext(directory: string): Context {
  let file: unknown;
  try {
    file = JSON.parse(readFileSync(join(directory, "cdk.json"), "utf8"));
  } catch (error) {
    throw new SettingInvalid(`cdk.json cannot be read: ${error instanceof Error ? error.message : error}`);
  }
  const result = v.safeParse(v.object({ context: v.optional(v.record(v.string(), v.unknown()), {}) }), file);
  if (!result.success) throw new SettingInvalid("The context in cdk.json must be an object.");
  return result.output.context;
}

/** Where the settings stand, in the folder that is the users' own, unless the variable names another file. */
const settingsFile = "reports/settings.json";
const settingsFileVariable = "INTERJECT_SETTINGS_FILE";
const inFile = `in ${settingsFile}`;

function* fromFile(directory: string, environment: Environment): Generator<[string, Found]> {
  if (readContext(directory)["interject"] !== undefined) {
    throw new SettingInvalid(
      `The settings under context.interject in cdk.json stand in ${settingsFile} now: move them there.`,
    );
  }
  const named = environment[settingsFileVariable];
  const file = named ? resolve(directory, named) : join(directory, settingsFile);
  if (!named && !existsSync(file)) return;
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new SettingInvalid(
      `${named || settingsFile} cannot be read: ${error instanceof Error ? error.message : error}`,
    );
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new SettingInvalid(
      `${named || settingsFile} must hold an object: the name of each setting, and its value.`,
    );
  for (const [name, of] of Object.entries(value))
    yield [name, { value: of, where: named ? `in ${named}` : inFile }];
}

/** Our variables by name, each with the words that tell a person where it stands. */
type Variables = ReadonlyMap<string, { readonly value: string; readonly place: string }>;

const prefix = "INTERJECT_";

function readVariables(directory: string, environment: Environment): Variables {
  const file = join(directory, ".env");
  const fileVariables = existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {};
  const variables = new Map<string, { value: string; place: string }>();
  for (const [source, place] of [
    [fileVariables, "in .env"],
    [environment, "in the environment"],
  ] as const) {
    for (const [name, value] of Object.entries(source)) {
      if (!name.startsWith(prefix) || value === undefined || value === "") continue;
      variables.set(name, { value, place });
    }
  }
  return variables;
}

/** Shorthand for the one issuer that is to be trusted, whatever the file lists. */
const issuerVariable = `${prefix}ISSUER`;
const audienceVariable = `${prefix}AUDIENCE`;
const jwksUriVariable = `${prefix}JWKS_URI`;
const tokenTypesVariable = `${prefix}TOKEN_TYPES`;
const issuerVariables = [issuerVariable, audienceVariable, jwksUriVariable, tokenTypesVariable];

function* fromVariables(variables: Variables): Generator<[string, Found]> {
  const settingOf = new Map(
    Object.keys(StackSettings.entries).map((name) => [
      prefix + name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(),
      name,
    ]),
  );
  for (const [name, { value, place }] of variables) {
    if (issuerVariables.includes(name) || name === settingsFileVariable) continue;
    const setting = settingOf.get(name);
    if (setting === undefined)
      throw new SettingInvalid(`The setting ${name} ${place} does not exist; docs/settings.md lists all.`);
    yield [setting, { value: jsonOrText(value), where: `(${name} ${place})` }];
  }
  const issuer = oneIssuer(variables);
  if (issuer !== null) yield ["issuers", issuer];
}

function oneIssuer(variables: Variables): Found | null {
  const set = issuerVariables.flatMap((name) => {
    const place = variables.get(name)?.place;
    return place === undefined ? [] : [`${name} ${place}`];
  });
  if (set.length === 0) return null;
  const list = variables.get(`${prefix}ISSUERS`);
  if (list !== undefined) {
    throw new SettingInvalid(`${set.join(", ")} and ${prefix}ISSUERS ${list.place} exclude each other.`);
  }
  const given = (name: string) => variables.get(name)?.value;
  const issuer = given(issuerVariable);
  const audience = given(audienceVariable);
  const jwksUri = given(jwksUriVariable);
  const types = given(tokenTypesVariable)?.split(/[\s,]+/);
  return {
    value: [
      {
        // Tokens in Interject's form, its claims of user and client among them: the issuer is the only one.
        provider: "interject",
        ...(issuer === undefined ? {} : { issuer }),
        ...(audience === undefined ? {} : { audiences: [audience] }),
        ...(types === undefined ? {} : { types }),
        ...(jwksUri === undefined ? {} : { jwksUri }),
      },
    ],
    where: `(${set.join(", ")})`,
  };
}

function jsonOrText(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/**
 * For rules that bring no words of their own: valibot's would quote the value, which may hold a credential.
 */
function wording(issue: v.BaseIssue<unknown>): string {
  return issue.expected === null ? `it is not a valid ${issue.type}` : `it must be ${issue.expected}`;
}

function sentence(issue: v.BaseIssue<unknown>, found: ReadonlyMap<string, Found>): string {
  const path = v.getDotPath(issue) ?? "settings";
  const where = found.get(path.split(".")[0] ?? "")?.where ?? inFile;
  if (issue.expected === "never")
    return `The setting ${path} ${where} does not exist; docs/settings.md lists all.`;
  if (issue.received === "undefined")
    return `The setting ${path} ${where} is missing; docs/settings.md describes it.`;
  return `The setting ${path} ${where} is wrong: ${issue.message}.`;
}
