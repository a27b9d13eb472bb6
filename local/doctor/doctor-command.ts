import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readArguments } from "../command-line/arguments.ts";
import type { LocalConnection } from "../local-connections.ts";
import { synthesise } from "../synthesise.ts";
import { probeLocal } from "./probe-local.ts";
import { type Heading, hasError, printedReport } from "./report.ts";

const usage = `Tries what the API needs: the connections of the settings and the issuers' key sets.

  npm run doctor                    from this machine, with the settings and local-connections.json
  npm run doctor -- --stack NAME    in the deployed stack, with its role, network and secrets

  --stack NAME   name of the CloudFormation stack; uses the shell's AWS account and region
`;

/** What the command found, and whether anything keeps the API from working. */
export interface DoctorReport {
  readonly output: string;
  readonly failed: boolean;
}

/**
 * `npm run doctor`.
 * @param connections of `local-connections.json`
 * @param keySets what is known of the issuers, which the settings name
 * @param log gets what the function writes on this machine
 * @throws Error with a sentence
 */
export async function doctorCommand(
  words: readonly string[],
  connections: readonly LocalConnection[],
  keySets: () => Promise<readonly Heading[]>,
  log: (line: string) => void,
): Promise<DoctorReport> {
  const { values } = readArguments({
    args: [...words],
    options: { stack: { type: "string" }, help: { type: "boolean", default: false } },
  });
  if (values.help) return { output: usage, failed: false };
  const issuers = await keySets();
  const probed = await (values.stack === undefined ? probeHere(connections, log) : probeThere(values.stack));
  return { output: printedReport(issuers, probed), failed: hasError(issuers, probed) };
}

async function probeHere(connections: readonly LocalConnection[], log: (line: string) => void) {
  const directory = mkdtempSync(join(tmpdir(), "doctor-"));
  try {
    await synthesise(directory, {}, new Set(connections.map(({ engine }) => engine)));
    return await probeLocal(directory, connections, log);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** AWS's clients are loaded for a deployed stack alone: they take half a second. */
async function probeThere(stack: string) {
  return (await import("./probe-aws.ts")).probeStack(stack);
}
