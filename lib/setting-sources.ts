import { existsSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parseEnv } from "node:util";
import * as v from "valibot";
import { RouteInvalid } from "../lambdas/data/route.ts";
import { missingClients } from "./admitted-clients.ts";
import { contradictions } from "./contradictions.ts";
import { environmentVariable, settingsOf } from "./named-environment.ts";
import { meant, settingProblems, wording } from "./setting-problems.ts";
import { localConnectionsFile, StackSettings } from "./settings.ts";

/**
 * The deployment's settings are wrong. The message has a sentence for each mistake, which names the setting
 * and where it stands: one sentence alone, or a list with a line for each.
 */
export class SettingInvalid extends Error {
  override readonly name = "SettingInvalid";

  constructor(problem: string, ...more: readonly string[]) {
    const list = [problem, ...more].map((sentence) => `- ${sentence}`);
    super(more.length === 0 ? problem : [`There are ${list.length} mistakes:`, ...list].join("\n"));
  }
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
 * The stack's settings: `reports/settings.json`, overridden by `.env`, overridden by the environment. With
 * the name of one of the settings' `environments` in `INTERJECT_ENVIRONMENT`, what differs there stands in
 * the place of `.env`, so that the same is deployed from every machine.
 * There each setting is a variable (`authorizerCacheSeconds` is `INTERJECT_AUTHORIZER_CACHE_SECONDS`) that
 * holds a text or JSON; an empty one counts as not set.
 * @param directory the folder that holds cdk.json, `reports/` and, if there is one, `.env`
 * @throws SettingInvalid with every setting that is wrong, missing or unknown
 */
export function loadSettings(directory: string, environment: Environment): StackSettings {
  return load(directory, environment, () => []);
}

/**
 * The settings of a stack that is to be deployed: what {@link loadSettings} says, and who is admitted.
 * @throws SettingInvalid as `loadSettings` does, also where `clients` is missing or a setting stands in the
 * context of the `cdk` command
 */
export function loadDeployedSettings(directory: string, environment: Environment): StackSettings {
  return load(directory, environment, ({ issuers, clients }) => {
    const trusted = v.safeParse(StackSettings.entries.issuers, issuers);
    const missing =
      trusted.success && clients === undefined ? missingClients({ issuers: trusted.output }) : null;
    return [...(missing === null ? [] : [missing]), ...settingsInContext(environment)];
  });
}

type RawSettings = Readonly<Record<string, unknown>>;

function load(
  directory: string,
  environment: Environment,
  further: (raw: RawSettings) => readonly string[],
): StackSettings {
  const problems: string[] = [];
  const refuse = (problem: string) => problems.push(problem);
  const shared = new Map(fromFile(directory, environment));
  const found = new Map([
    ...shared,
    ...fromEnvironment(shared.get("environments"), environment[environmentVariable], refuse),
    ...fromVariables(readVariables(directory, environment), refuse),
  ]);
  const raw = Object.fromEntries([...found].map(([name, { value }]) => [name, value]));
  const result = v.safeParse(StackSettings, raw, { message: wording });
  if (!result.success) {
    const whereOf = (name: string) => found.get(name)?.where ?? inFile;
    problems.push(...settingProblems(StackSettings, result.issues, whereOf));
  }
  if (result.success) problems.push(...contradictions(result.output));
  problems.push(...further(raw));
  if (problems.length > 0) problems.push(...unreadDotEnv(directory, environment));
  const [first, ...more] = problems;
  if (first !== undefined) throw new SettingInvalid(first, ...more);
  return v.parse(StackSettings, raw);
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
  const result = v.safeParse(
    v.object({
      context: v.optional(v.record(v.string(), v.unknown()), {}),
      interject: v.optional(v.unknown()),
    }),
    file,
  );
  if (!result.success) throw new SettingInvalid("The context in cdk.json must be an object.");
  const { context, interject = context["interject"] } = result.output;
  if (interject !== undefined) {
    throw new SettingInvalid(
      `The settings under interject in cdk.json stand in ${settingsFile} now: move them there.`,
    );
  }
  return context;
}

/** Where the settings stand, in the folder that is the users' own, unless the variable names another file. */
const settingsFile = "reports/settings.json";
const settingsFileVariable = "INTERJECT_SETTINGS_FILE";
const inFile = `in ${settingsFile}`;

/**
 * A sentence for each setting among the context that the `cdk` command hands to its app, from `-c` or from a
 * `.cdk.json` of the user: nothing would read it there.
 */
function settingsInContext(environment: Environment): string[] {
  const context = v.safeParse(
    v.record(v.string(), v.unknown()),
    jsonOrText(environment["CDK_CONTEXT_JSON"] ?? ""),
  );
  return Object.keys(context.success ? context.output : {})
    .filter((name) => /^interject(?![a-z])/i.test(name))
    .map(
      (name) =>
        `The context value ${name} sets nothing: settings stand in ${settingsFile}, in .env or in the ` +
        "environment; docs/settings.md lists all.",
    );
}

function* fromFile(directory: string, environment: Environment): Generator<[string, Found]> {
  readContext(directory);
  const named = environment[settingsFileVariable];
  if (named && basename(named) === localConnectionsFile) {
    throw new SettingInvalid(
      `${settingsFileVariable} names ${localConnectionsFile}, whose passwords are for npm start alone: nothing of ` +
        "it is deployed.",
    );
  }
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

/** What differs in the environment that the variables name, if they name one. */
function* fromEnvironment(
  environments: Found | undefined,
  name: string | undefined,
  refuse: (problem: string) => void,
): Generator<[string, Found]> {
  if (!name) return;
  const { value: all, where } = environments ?? { value: undefined, where: inFile };
  for (const [setting, value] of Object.entries(settingsOf(name, all, where, refuse)))
    yield [setting, { value, where: `(of the environment ${name}) ${where}` }];
}

/** Our variables by name, each with the words that tell a person where it stands. */
type Variables = ReadonlyMap<string, { readonly value: string; readonly place: string }>;

const prefix = "INTERJECT_";
const inDotEnv = "in .env";

function readVariables(directory: string, environment: Environment): Variables {
  const file = join(directory, ".env");
  const isRead = !environment[environmentVariable] && existsSync(file);
  const fileVariables = isRead ? parseEnv(readFileSync(file, "utf8")) : {};
  const variables = new Map<string, { value: string; place: string }>();
  for (const [source, place] of [
    [fileVariables, inDotEnv],
    [environment, "in the environment"],
  ] as const) {
    for (const [name, value] of Object.entries(source)) {
      if (!name.startsWith(prefix) || value === undefined || value === "") continue;
      variables.set(name, { value, place });
    }
  }
  return variables;
}

/** A sentence where `.env` has settings that nothing has read, as what is missing may be there. */
function unreadDotEnv(directory: string, environment: Environment): string[] {
  const name = environment[environmentVariable];
  const file = join(directory, ".env");
  if (!name || !existsSync(file)) return [];
  const own = Object.keys(parseEnv(readFileSync(file, "utf8"))).some((one) => one.startsWith(prefix));
  if (!own) return [];
  return [
    `.env is not read for ${name}, whose settings are the same on every machine: write them into ${settingsFile}.`,
  ];
}

/** Shorthand for the one issuer that is to be trusted, whatever the file lists. */
const issuerVariable = `${prefix}ISSUER`;
const audienceVariable = `${prefix}AUDIENCE`;
const jwksUriVariable = `${prefix}JWKS_URI`;
const tokenTypesVariable = `${prefix}TOKEN_TYPES`;
const issuerVariables = [issuerVariable, audienceVariable, jwksUriVariable, tokenTypesVariable];

function* fromVariables(variables: Variables, refuse: (problem: string) => void): Generator<[string, Found]> {
  const settingOf = new Map(
    Object.keys(StackSettings.entries)
      .filter((name) => name !== "environments")
      .map((name) => [prefix + name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(), name]),
  );
  for (const [name, { value, place }] of variables) {
    if (issuerVariables.includes(name) || name === settingsFileVariable) continue;
    if (name === environmentVariable) {
      if (place === inDotEnv)
        refuse(`${name} is for the environment, not for .env: it names what one command deploys.`);
      continue;
    }
    const setting = settingOf.get(name);
    if (setting !== undefined) {
      yield [setting, { value: jsonOrText(value), where: `(${name} ${place})` }];
      continue;
    }
    const names = [...settingOf.keys(), ...issuerVariables, settingsFileVariable, environmentVariable];
    refuse(`The setting ${name} ${place} does not exist${meant(name, names)} docs/settings.md lists all.`);
  }
  const issuer = oneIssuer(variables, refuse);
  if (issuer !== null) yield ["issuers", issuer];
}

function oneIssuer(variables: Variables, refuse: (problem: string) => void): Found | null {
  const set = issuerVariables.flatMap((name) => {
    const place = variables.get(name)?.place;
    return place === undefined ? [] : [`${name} ${place}`];
  });
  if (set.length === 0) return null;
  const list = variables.get(`${prefix}ISSUERS`);
  if (list !== undefined) {
    refuse(`${set.join(", ")} and ${prefix}ISSUERS ${list.place} exclude each other.`);
    return null;
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
