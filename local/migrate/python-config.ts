import { parseEnv } from "node:util";
import {
  type ConnectionString,
  cannot,
  check,
  type Finding,
  type PeerSettings,
  SettingsUnreadable,
} from "./peer-settings.ts";
import { computed, type PythonValue, pythonAssignments, pythonValue } from "./python-literal.ts";

/** What the Python API reads, by name in lower case: `config.py`, and the older `appconfig.py`. */
const known = ["issuer", "audience", "algorithms", "connectionstrings"] as const;
const identityProviders = "docs/identity-providers.md";
const databases = "docs/databases.md#connections";

/**
 * Reads `config.py`. It is never run: values that the file computes are told as findings.
 * @throws SettingsUnreadable for a file that assigns none of the names that the Python API reads
 */
export function readPythonConfig(text: string): PeerSettings {
  return fromValues(pythonAssignments(text));
}

/**
 * Reads the variables of a `.env`.
 * @throws SettingsUnreadable for a file that has none of the names that the Python API reads
 */
export function readPythonEnvironment(text: string): PeerSettings {
  const values = Object.entries(parseEnv(text)).map(([name, value = ""]): [string, PythonValue] => {
    const isList = /^\s*[[({]/.test(value);
    return [name, isList ? pythonValue(value) : value];
  });
  return fromValues(new Map(values));
}

function fromValues(values: ReadonlyMap<string, PythonValue>): PeerSettings {
  const byName = new Map(
    [...values].map(([name, value]): [string, PythonValue] => [name.toLowerCase(), value]),
  );
  if (!known.some((name) => byName.has(name)))
    throw new SettingsUnreadable(
      `it assigns none of ${known.join(", ")}, so it is no file of the Python API`,
    );
  return {
    peer: "Python",
    issuer: texts(byName.get("issuer"))[0] ?? null,
    audiences: texts(byName.get("audience")),
    algorithms: texts(byName.get("algorithms")).flatMap((text) => text.split(/[\s,]+/)),
    connectionStrings: connectionStrings(byName.get("connectionstrings")),
    clientIdIsName: false,
    corsOrigins: [],
    findings: [...known.flatMap((name) => computedParts(name, byName.get(name))), ...ownModules(byName)],
  };
}

function texts(value: PythonValue | undefined): string[] {
  if (typeof value === "string") return value === "" ? [] : [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function connectionStrings(value: PythonValue | undefined): ConnectionString[] {
  if (!(value instanceof Map)) return [];
  return [...value].flatMap(([key, text]) =>
    typeof key === "string" && typeof text === "string" ? [{ key, text }] : [],
  );
}

function computedParts(name: (typeof known)[number], value: PythonValue | undefined): Finding[] {
  const keys =
    value instanceof Map ? [...value].flatMap(([key, part]) => (part === computed ? [key] : [])) : [];
  const isWhole = value === computed || (Array.isArray(value) && value.includes(computed));
  if (!isWhole && keys.length === 0) return [];
  const shown = keys.map((key) => (typeof key === "string" ? key : "a computed name")).join(", ");
  const sentence =
    `The file computes ${name}${shown === "" ? "" : ` (${shown})`}, and this command runs no code: write the ` +
    "value out in a copy of the file, and read the copy.";
  return [cannot(sentence, name === "connectionstrings" ? databases : identityProviders)];
}

/** The page "Python Api Custom Functions": a module of one's own, and controllers for MongoDB and pandas. */
function ownModules(byName: ReadonlyMap<string, PythonValue>): Finding[] {
  const modules = texts(byName.get("custom_module")).map((name) =>
    cannot(`The custom module ${name} is Python code: write its functions as reports.`, "docs/reports.md"),
  );
  const controllers = byName.get("controllers");
  const loaded = controllers instanceof Map ? [...controllers].filter(([, on]) => on === true) : [];
  const missing = loaded.flatMap(([name]) => (name === "MongoDB" || name === "Pandas" ? [name] : []));
  const unserved = missing.map((name) =>
    check(`The controller ${name} has no counterpart: write what it served as reports.`, "docs/reports.md"),
  );
  return [...modules, ...unserved];
}
