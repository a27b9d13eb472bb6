import { type ParseError, parse } from "jsonc-parser";
import { SettingsUnreadable } from "./peer-settings.ts";

/** A value of the file, by its path as .NET writes it: `ConnectionStrings:Sales_ACME`. */
export interface Entry {
  readonly path: string;
  readonly value: string;
}

/**
 * Reads a JSON file as .NET does (Microsoft: "Configuration providers in .NET", JSON): comments, and a comma
 * after the last member, are allowed.
 * @throws SettingsUnreadable for a text that is not JSON, with the place and without its words
 */
export function readEntries(text: string): readonly Entry[] {
  return [...flattened(parsed(text), "")];
}

function parsed(text: string): unknown {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first !== undefined) {
    const before = text.slice(0, first.offset).split("\n");
    throw new SettingsUnreadable(
      `it is not JSON at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`,
    );
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new SettingsUnreadable("it must hold an object in braces, as appsettings.json does");
  return value;
}

/** Microsoft: "Configuration in .NET", where a colon stands between the names on the way to a value. */
function* flattened(value: unknown, path: string): Generator<Entry> {
  if (typeof value === "object" && value !== null) {
    for (const [name, inner] of Object.entries(value))
      yield* flattened(inner, path === "" ? name : `${path}:${name}`);
  } else if (value !== null) yield { path, value: String(value) };
}

/** Letter case does not count in a path. */
export const isAt = (entry: Entry, path: string) => entry.path.toLowerCase() === path.toLowerCase();

/** What stands after a section's name, or null for a path outside of it. */
export function below(path: string, section: string): string | null {
  const prefix = `${section}:`;
  return path.toLowerCase().startsWith(prefix.toLowerCase()) ? path.slice(prefix.length) : null;
}
