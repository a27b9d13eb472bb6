import * as v from "valibot";
import { nearestName } from "./nearest-name.ts";

/**
 * For rules that bring no words of their own: valibot's would quote the value, which may hold a credential.
 */
export function wording(issue: v.BaseIssue<unknown>): string {
  return issue.expected === null ? `it is not a valid ${issue.type}` : `it must be ${issue.expected}`;
}

/**
 * A sentence for each mistake in settings: which setting, where it stands, what is wrong, and the page to
 * read. None repeats a value.
 * @param schema what the settings were parsed with, for names that may have been meant
 * @param whereOf the words that tell a person where a setting of the first level stands
 */
export function settingProblems(
  schema: v.GenericSchema,
  issues: readonly v.BaseIssue<unknown>[],
  whereOf: (name: string) => string,
): string[] {
  const sentences = issues.map((issue) => {
    const keys = (issue.path ?? []).map(({ key }) => key);
    const path = v.getDotPath(issue) ?? "settings";
    const setting = `The setting ${path} ${whereOf(String(keys[0]))}`;
    const page = keys[0] === "connections" && keys.length > 1 ? "docs/databases.md" : "docs/settings.md";
    if (issue.expected === "never") {
      const names = namesAt(schema, keys.slice(0, -1));
      return `${setting} does not exist${meant(String(keys.at(-1)), names)} ${page} lists all.`;
    }
    if (issue.received === "undefined") return `${setting} is missing; ${page} describes it.`;
    const more = keys.length > 1 ? ` ${pageOf(keys[0])} describes what stands there.` : "";
    return `${setting} is wrong: ${issue.message}.${more}`;
  });
  return [...new Set(sentences)];
}

/** How a sentence about a name that does not exist goes on: with the name that was meant, if one is near. */
export function meant(misspelt: string, names: readonly string[]): string {
  const nearest = nearestName(misspelt, names);
  return nearest === null ? ";" : `: did you mean ${nearest}?`;
}

/** The page that describes what is inside a setting. */
function pageOf(setting: unknown): string {
  if (setting === "connections") return "docs/databases.md";
  return setting === "issuers" ? "docs/identity-providers.md" : "docs/settings.md";
}

/** What valibot's schemas have inside: fields, items or values, or a schema that they wrap. */
interface Inside {
  readonly entries?: Readonly<Record<string, unknown>>;
  readonly item?: unknown;
  readonly value?: unknown;
  readonly wrapped?: unknown;
}

/** The names that an object at `keys` may have; none where the schema lists none. */
function namesAt(schema: unknown, keys: readonly unknown[]): string[] {
  const { entries, item, value, wrapped } = schema as Inside;
  if (wrapped !== undefined) return namesAt(wrapped, keys);
  const [key, ...rest] = keys;
  if (key === undefined) return Object.keys(entries ?? {});
  const next = entries === undefined ? (item ?? value) : entries[String(key)];
  return next === undefined ? [] : namesAt(next, rest);
}
