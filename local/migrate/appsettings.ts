import { below, type Entry, isAt, readEntries } from "./dotnet-configuration.ts";
import { type ConnectionString, check, type Finding, type PeerSettings } from "./peer-settings.ts";
import { rateLimits } from "./rate-limits.ts";

/** Sections of the server that .NET's API runs in. Here they have no counterpart, and need none. */
const ofTheServer = ["AllowedHosts", "Kestrel", "Urls", "Logging", "InterjectLogging", "Serilog"];

const databases = "docs/databases.md#connections";

/**
 * Reads the settings of the .NET API.
 * @throws SettingsUnreadable for a text that is not JSON, with the place and without its words
 */
export function readAppsettings(text: string): PeerSettings {
  const entries = readEntries(text);
  const valueAt = (path: string) => entries.find((entry) => isAt(entry, path))?.value ?? null;
  const strings = connectionStrings(entries);
  return {
    peer: ".NET",
    issuer: valueAt("Authority"),
    audiences: [],
    algorithms: [],
    connectionStrings: strings,
    clientIdIsName: /^true$/i.test(valueAt("Application:UseClientIdAsConnectionName") ?? ""),
    corsOrigins: corsOrigins(entries),
    findings: [...noConnections(strings), ...rateLimits(entries), ...ownSections(entries)],
  };
}

/**
 * `ConnectionStrings` with a string for each name, and the list that the page ".NET API Setup" shows:
 * `Connections: { ConnectionStrings: [{ Name, ConnectionString }] }`.
 */
function connectionStrings(entries: readonly Entry[]): ConnectionString[] {
  const named = entries.flatMap(({ path, value }) => {
    const key = below(path, "ConnectionStrings");
    return key === null || key.includes(":") ? [] : [{ key, text: value }];
  });
  const listed = entries.flatMap(({ path, value }) => {
    const item = /^((?:Connections:)?ConnectionStrings:\d+:)Name$/i.exec(path)?.[1];
    const text = entries.find((entry) => item !== undefined && isAt(entry, `${item}ConnectionString`))?.value;
    return text === undefined ? [] : [{ key: value, text }];
  });
  return [...named, ...listed];
}

function noConnections(strings: readonly ConnectionString[]): Finding[] {
  if (strings.length > 0) return [];
  const sentence =
    "The file has no ConnectionStrings. Where the API runs in Azure or in a container, they can stand in its " +
    "environment: write them into a copy of the file, and read the copy.";
  return [check(sentence, databases)];
}

function corsOrigins(entries: readonly Entry[]): string[] {
  const values = entries
    .filter(({ path }) => /^Cors:|(^|:)AllowedOrigins(:\d+)?$/i.test(path))
    .flatMap(({ value }) => value.split(/[\s,;]+/));
  return values.flatMap((value) => {
    if (value === "*") return ["*"];
    return /^https?:\/\/[A-Za-z0-9.-]+(:\d+)?\/?$/.test(value) ? [value.replace(/\/$/, "")] : [];
  });
}

function ownSections(entries: readonly Entry[]): Finding[] {
  const known = ["ConnectionStrings", "Connections", "Authority", "Application", "Cors", "AllowedOrigins"];
  const sections = new Set(entries.map(({ path }) => path.split(":")[0] ?? ""));
  const own = [...sections].filter(
    (name) =>
      ![...known, ...ofTheServer].some((other) => other.toLowerCase() === name.toLowerCase()) &&
      !/rate.?limit/i.test(name),
  );
  if (own.length === 0) return [];
  const sentence =
    `The sections ${own.join(", ")} are not of Interject's API. Settings of your own controllers move with ` +
    "the code that reads them.";
  return [check(sentence, "docs/reports.md")];
}
