import { join } from "node:path";
import { environmentVariable, inEnvironment } from "../named-environment.ts";
import { loadDeployedSettings, readContext } from "../setting-sources.ts";
import type { StackSettings } from "../settings.ts";
import { type Account, accountOf } from "./account.ts";
import { checkBootstrap } from "./bootstrap.ts";
import { checkExecutions } from "./executions.ts";
import { checkStreaming } from "./streaming.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** CDK's own (CDK: "Customize AWS CDK bootstrapping", the qualifier). */
const usualQualifier = "hnb659fds";

/** What of CDK's command can be run here. */
export type Verb = "deploy" | "diff" | "destroy";

/** What the command needs of its surroundings. */
export interface Surroundings {
  /** The folder of package.json. */
  readonly directory: string;
  readonly environment: Environment;
  readonly print: (line: string) => void;
  /** Waits, and says in a terminal what for. */
  readonly during: <T>(what: string, work: Promise<T>) => Promise<T>;
  /** Runs a script of Node's, shows what it prints, and returns the code with which it ends. */
  readonly run: (script: string, words: readonly string[], environment: Environment) => Promise<number>;
}

/**
 * `npm run deploy`, `npm run diff` and `npm run destroy`: looks first whether CDK's command can succeed, and
 * then runs it. Each check that fails is one sentence, and nothing in the account has changed.
 * @param words the name of an environment, if one is meant; and what goes to CDK's command as it is
 * @returns the code with which the command ends
 * @throws Error with a sentence
 */
export async function deployCommand(
  verb: Verb,
  words: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  const { directory, environment, print, during, run } = surroundings;
  const named = words[0]?.startsWith("-") === false ? words[0] : undefined;
  const chosen = inEnvironment(environment, named);
  const settings = loadDeployedSettings(directory, chosen);
  const names = Object.keys(settings.environments);
  if (!chosen[environmentVariable] && names.length > 0)
    throw new Error(`Say which environment: npm run ${verb} -- ${names.join(", or ")}.`);

  const place = await during("Asking AWS for the account", accountOf(settings, environment));
  print(`${settings.stackName} in the account ${place.account}, ${place.region}`);
  const looked = notes(verb, settings, place, directory);
  for (const note of await during("Looking at what the account allows", looked)) print(note);
  const check = () => run(script(directory, "typescript/bin/tsc"), ["--noEmit"], chosen);
  if (verb !== "destroy" && (await during("Checking the types", check())) !== 0)
    throw new Error(
      "The types of the sources do not fit together, as shown above: nothing has been changed.",
    );

  const rest = named === undefined ? words : words.slice(1);
  const region = { AWS_REGION: place.region };
  return run(script(directory, "aws-cdk/bin/cdk"), [verb, ...rest], { ...chosen, ...region });
}

/**
 * What a person should know before. A removal needs neither streams nor room.
 * @throws Error with a sentence
 */
async function notes(
  verb: Verb,
  settings: StackSettings,
  place: Account,
  directory: string,
): Promise<string[]> {
  const qualifier = readContext(directory)["@aws-cdk/core:bootstrapQualifier"] ?? usualQualifier;
  try {
    const bootstrap = await checkBootstrap(place, String(qualifier));
    const room =
      verb === "destroy" ? [] : [await checkStreaming(place), await checkExecutions(settings, place)];
    return [bootstrap, ...room].filter((note) => note !== null);
  } catch (error) {
    if (!(error instanceof Error && "$fault" in error)) throw error;
    throw new Error(`AWS does not say what must be known first (${error.name}): ${error.message}`, {
      cause: error,
    });
  }
}

function script(directory: string, path: string): string {
  return join(directory, "node_modules", path);
}
