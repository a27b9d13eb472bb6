import { type ParseArgsConfig, parseArgs } from "node:util";
import type { Environment } from "./environment.ts";

/**
 * Node's `parseArgs`, with errors for the person who typed. This folder holds what every command needs: its
 * arguments (this file), its environment and its ports, what it prints, and how it fails.
 * @param environment in which npm leaves the options that it has taken
 * @throws Error with one sentence that names the option or word that is wrong
 */
export function readArguments<T extends ParseArgsConfig>(
  config: T,
  environment: Environment = process.env,
): ReturnType<typeof parseArgs<T>> {
  const taken = takenByNpm(config, environment);
  if (taken !== null)
    throw new Error(
      `npm has taken the option --${taken} for itself. Write -- before the command's options; in PowerShell, ` +
        "which swallows it, write '--' with the quotes.",
    );
  try {
    return parseArgs(config);
  } catch (error) {
    if (error instanceof Error) throw new Error(sentence(error), { cause: error });
    throw error;
  }
}

/** Node's own message names the option and then explains separators; this sentence says only what to do. */
function sentence(error: Error & { readonly code?: string }): string {
  const name = /'([^' ]*)/.exec(error.message)?.[1] ?? "";
  switch (error.code) {
    case "ERR_PARSE_ARGS_UNKNOWN_OPTION":
      return `There is no option ${name}. --help lists the options.`;
    case "ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL":
      return `${name} is one word too many. --help lists the options.`;
    case "ERR_PARSE_ARGS_INVALID_OPTION_VALUE":
      // Node writes "-s, --long" for an option with a short name; the options of these commands have no short
      // names, so the first word is the long name.
      return error.message.includes("does not take")
        ? `${name} takes no value.`
        : `${name} needs a value; one that begins with a dash is written ${name}=VALUE.`;
    default:
      return error.message;
  }
}

/**
 * An option that was meant for the command and that npm has read as one of its own. npm passes those on as
 * variables (npm: "config", "Environment Variables").
 */
function takenByNpm({ args = [], options = {} }: ParseArgsConfig, environment: Environment): string | null {
  const isGiven = (name: string) =>
    args.some((word) => word === `--${name}` || word.startsWith(`--${name}=`));
  const taken = (name: string) => environment[`npm_config_${name.replaceAll("-", "_")}`] !== undefined;
  return Object.keys(options).find((name) => taken(name) && !isGiven(name)) ?? null;
}
