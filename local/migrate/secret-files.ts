import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileOf } from "./print-plan.ts";
import type { Secret } from "./secrets.ts";

/**
 * Writes a file for each secret into a new folder that its owner alone may read (on Windows, whoever may read
 * the folder above).
 * @param project this project's folder, where a file of secrets could end up in a commit
 * @throws Error with one sentence where the folder is there, lies within the project, or cannot be made
 */
export function writeSecrets(secrets: readonly Secret[], folder: string, project: string): void {
  if (!/^(?!~)[\w./\\: ~-]+$/.test(folder))
    throw new Error("--write-secrets takes a folder's name of letters, digits, spaces and . _ - / only.");
  if (!relative(project, resolve(folder)).startsWith(".."))
    throw new Error(
      `--write-secrets ${folder} lies within this project, where Git could take it up: name a folder outside.`,
    );
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    const exists = error instanceof Error && "code" in error && error.code === "EEXIST";
    const reason = exists ? "it is there already" : "it cannot be made";
    throw new Error(`--write-secrets ${folder}: ${reason}. Name a folder that is not there yet.`, {
      cause: error,
    });
  }
  for (const secret of secrets)
    writeFileSync(join(folder, fileOf(secret)), secret.text, { mode: 0o600, flag: "wx" });
}
