import { globSync, readFileSync } from "node:fs";
import { dirname, join, posix, sep } from "node:path";

/** The project's folder. */
export const root = join(import.meta.dirname, "..", "..");

const filesOf = (pattern: string) =>
  globSync(pattern, { cwd: root }).map((file) => file.split(sep).join("/"));

/** Every source file of the project itself, by its path from the root. */
export const sources: readonly string[] = filesOf("{bin,lib,lambdas,local}/**/*.{ts,tsx}");

/** The files of this copy's users, tests included. */
export const ownFiles: readonly string[] = filesOf("reports/**/*.ts");

/**
 * What a file imports: the project's own files by their path from the root, packages by name. A type-only
 * import has `type ` in front.
 */
export function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  const statements = text.matchAll(
    /^\s*(?:import|export)\s+(type\s)?(?:[^"';]*?\sfrom\s+)?"([^"]+)"|\bimport\("([^"]+)"\)/gm,
  );
  return [...statements].map(([, type, from, dynamic]) => {
    const specifier = from ?? dynamic ?? "";
    const target = specifier.startsWith(".") ? posix.join(dirname(file), specifier) : specifier;
    return type === undefined ? target : `type ${target}`;
  });
}
