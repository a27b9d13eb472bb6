import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { readAppsettings } from "./appsettings.ts";
import { type PeerSettings, SettingsUnreadable } from "./peer-settings.ts";
import { type Procedures, readProcedures } from "./procedures.ts";
import { readPythonConfig, readPythonEnvironment } from "./python-config.ts";

/** A file that the command was given, read. */
export type ReadFile =
  | { readonly kind: "settings"; readonly settings: PeerSettings }
  | { readonly kind: "procedures"; readonly procedures: Procedures };

/**
 * Reads a file by what it is called: `appsettings.json`, `config.py`, `.env`, or a script of procedures.
 * @throws Error with one sentence for a file that is missing or cannot be read; it quotes nothing of the file
 */
export function readFile(path: string): ReadFile {
  const name = basename(path);
  try {
    if (/\.json$/i.test(name)) return { kind: "settings", settings: readAppsettings(textOf(path)) };
    if (/\.py$/i.test(name)) return { kind: "settings", settings: readPythonConfig(textOf(path)) };
    if (/\.sql$/i.test(name)) return { kind: "procedures", procedures: readProcedures(textOf(path), name) };
    if (/^\.env|\.env$/i.test(name))
      return { kind: "settings", settings: readPythonEnvironment(textOf(path)) };
  } catch (error) {
    const reason = error instanceof SettingsUnreadable ? error.message : reasonOf(error);
    throw new Error(`${path} cannot be read: ${reason}.`, { cause: error });
  }
  throw new Error(
    `${path} is none of the files that this command reads: appsettings.json, config.py, .env, or a script of procedures (.sql).`,
  );
}

/** SQL Server Management Studio and PowerShell write UTF-16. */
function textOf(path: string): string {
  const bytes = readFileSync(path);
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe ? "utf-16be" : "utf-8";
  return new TextDecoder(encoding).decode(bytes);
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === "ENOENT") return "there is no such file";
  if (code === "EISDIR") return "it is a folder";
  if (code === "EACCES" || code === "EPERM") return "you may not read it";
  return "its text is damaged";
}
