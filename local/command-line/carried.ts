import type { Environment } from "./environment.ts";

/** What says where the API is. */
const names = ["PORT", "HOST"];

/**
 * The beginning of a printed command, so that it finds the API in a new terminal too: the variables that
 * `npm start` has from its own terminal and not from `.env`.
 * @param environment of the process
 * @param file the variables of `.env`
 * @param platform `process.platform`: on Windows the words are PowerShell's
 * @example "PORT=4000 ", or "$env:PORT='4000'; "
 */
export function carriedVariables(environment: Environment, file: Environment, platform: string): string {
  return names
    .flatMap((name) => {
      const value = environment[name];
      return !value || value === file[name] ? [] : [[name, value] as const];
    })
    .map(([name, value]) => (platform === "win32" ? `$env:${name}='${value}'; ` : `${name}=${value} `))
    .join("");
}
