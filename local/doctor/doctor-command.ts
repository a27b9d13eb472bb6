import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readArguments } from "../command-line/arguments.ts";
import type { LocalConnection } from "../local-connections.ts";
import { synthesise } from "../synthesise.ts";
import { probeLocal } from "./probe-local.ts";
import { type Heading, hasError, type Probed, printedReport } from "./report.ts";

const usage = `Tries what the API needs: the connections of the settings and the issuers' key sets.

  npm run doctor                    from this machine, with the settings and local-connections.json
  npm run doctor -- ENVIRONMENT     in the deployed stack of an environment of the settings, with its role,
                                    network and secrets
  npm run doctor -- --stack NAME    in the CloudFormation stack of this name, in the shell's region

Both need the shell's AWS credentials.
`;

/** A stack that is deployed. */
export interface Deployed {
  readonly stackName: string;
  /** Null is the shell's. */
  readonly region: string | null;
}

/** What the settings say; without the name of an environment, what they say for none. */
export interface FromSettings {
  readonly keySets: (environment?: string) => Promise<readonly Heading[]>;
  /** @throws Error with a sentence for an environment that is not there */
  readonly deployed: (environment: string) => Deployed;
}

/** What the command found, and whether anything keeps the API from working. */
export interface DoctorReport {
  readonly output: string;
  readonly failed: boolean;
}

/**
 * `npm run doctor`.
 * @param connections of `local-connections.json`
 * @param settings what is known of the issuers and of the stacks, which the settings name
 * @param log gets what the function writes on this machine
 * @throws Error with a sentence
 */
export async function doctorCommand(
  words: readonly string[],
  connections: readonly LocalConnection[],
  settings: FromSettings,
  log: (line: string) => void,
): Promise<DoctorReport> {
  const { values, positionals } = readArguments({
    args: [...words],
    allowPositionals: true,
    options: { stack: { type: "string" }, help: { type: "boolean", default: false } },
  });
  if (values.help) return { output: usage, failed: false };
  const [environment, ...more] = positionals;
  if (more.length > 0 || (environment !== undefined && values.stack !== undefined))
    throw new Error("Name one environment, or one stack with --stack.");
  const stack = values.stack === undefined ? null : { stackName: values.stack, region: null };
  const deployed = environment === undefined ? stack : settings.deployed(environment);
  const issuers = await settings.keySets(environment);
  const probed = await (deployed === null ? probeHere(connections, log) : probeThere(deployed));
  return { output: printedReport(issuers, probed), failed: hasError(issuers, probed) };
}

/**
 * Has a data function that is synthesised for it try the connections, from this machine.
 * @param settings of the stack, as variables, in the place of the environment's; default none
 */
export async function probeHere(
  connections: readonly LocalConnection[],
  log: (line: string) => void,
  settings: Readonly<Record<string, string>> = {},
): Promise<Probed> {
  const directory = mkdtempSync(join(tmpdir(), "doctor-"));
  try {
    await synthesise(directory, settings, new Set(connections.map(({ engine }) => engine)));
    return await probeLocal(directory, connections, log);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** AWS's clients are loaded for a deployed stack alone: they take half a second. */
async function probeThere({ stackName, region }: Deployed) {
  return (await import("./probe-aws.ts")).probeStack(stackName, region);
}
