import { type ParseArgsConfig, parseArgs } from "node:util";

/**
 * Node's `parseArgs`, with errors for the person who typed. This folder holds what every command needs: its
 * arguments (this file), its environment and its ports, what it prints, and how it fails.
 * @throws Error with one sentence that names the option or word that is wrong
 */
export function readArguments<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
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
