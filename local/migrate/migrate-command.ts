import { readArguments } from "../command-line/arguments.ts";
import { plan } from "./plan.ts";
import { printedPlan } from "./print-plan.ts";
import { writeSecrets } from "./secret-files.ts";
import { readFile } from "./settings-file.ts";

const usage = `Prints what becomes of the settings of Interject's .NET or Python API here. Nothing is sent anywhere.

  npm run -s migrate -- FILE [PROCEDURES.sql ...] [--write-secrets FOLDER]

  FILE                    appsettings.json of the .NET API, or config.py or .env of the Python API, which is
                          read and never run
  PROCEDURES.sql          scripts of your stored procedures: their names become the routines of the settings,
                          and what cannot move with them is told
  --write-secrets FOLDER  writes the passwords into files of a new folder outside of this project, for the
                          commands that make the secrets; without it, you write the files

It ends with 0, also where something cannot move, and with 1 where a file cannot be read.
`;

/**
 * Runs the command.
 * @param project this project's folder
 * @returns what to print; no connection string and no password is in it
 * @throws Error with one sentence for a wrong argument, and for a file that cannot be read
 */
export function migrateCommand(words: readonly string[], project: string): string {
  const { values, positionals } = readArguments({
    args: [...words],
    allowPositionals: true,
    options: { "write-secrets": { type: "string" }, help: { type: "boolean", default: false } },
  });
  if (values.help) return usage;
  const files = positionals.map(readFile);
  const [settings, another] = files.flatMap((file) => (file.kind === "settings" ? [file.settings] : []));
  if (settings === undefined || another !== undefined)
    throw new Error("Name one settings file: appsettings.json, config.py or .env. --help says more.");
  const procedures = files.flatMap((file) => (file.kind === "procedures" ? [file.procedures] : []));
  const made = plan(
    { ...settings, findings: [...settings.findings, ...procedures.flatMap(({ findings }) => findings)] },
    [...new Set(procedures.flatMap(({ routines }) => routines))],
  );
  const folder = values["write-secrets"];
  if (folder !== undefined) writeSecrets(made.secrets, folder, project);
  return printedPlan(made, folder ?? "../secrets", folder !== undefined);
}
