import { join } from "node:path";
import { localConnections } from "../lib/local-connections.ts";
import { inEnvironment } from "../lib/named-environment.ts";
import { probeKeySets } from "../lib/probe-key-sets.ts";
import { loadSettings } from "../lib/setting-sources.ts";
import { fail } from "../local/command-line/fail.ts";
import { print } from "../local/command-line/print.ts";
import { screen } from "../local/command-line/screen.ts";
import { doctorCommand } from "../local/doctor/doctor-command.ts";

const directory = join(import.meta.dirname, "..");
try {
  const own = localConnections(directory) ?? [];
  const settings = {
    keySets: (name?: string) => probeKeySets(directory, inEnvironment(process.env, name)),
    deployed: (name: string) => loadSettings(directory, inEnvironment(process.env, name)),
  };
  const { print: note, during } = screen(process.stderr, process.stderr);
  const tried = doctorCommand(process.argv.slice(2), own, settings, note);
  const { output, failed } = await during("Trying the connections", tried);
  await print(output);
  if (failed) process.exitCode = 1;
} catch (error) {
  fail(error);
}
