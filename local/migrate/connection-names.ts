import { type ConnectionString, cannot, check, type Finding, type PeerSettings } from "./peer-settings.ts";

/** A connection of ours, and the strings that become its databases. */
export interface NamedConnection {
  readonly name: string;
  /** By Interject's public client id; null as the only key is one database for all. */
  readonly databases: ReadonlyMap<string | null, ConnectionString>;
}

const perClient = "docs/databases.md#a-database-for-each-client";
const byName = "docs/databases.md#connections";

/**
 * Puts the keys of connection strings into our connections. .NET's API looks for `Name_client`, the data
 * portal's connection name and the public client id of the token; earlier versions, with
 * `UseClientIdAsConnectionName`, for the client id alone. Python's API looks for the name alone.
 */
export function nameConnections(
  settings: Pick<PeerSettings, "peer" | "clientIdIsName" | "connectionStrings">,
): {
  readonly connections: readonly NamedConnection[];
  readonly findings: readonly Finding[];
} {
  const { peer, clientIdIsName, connectionStrings } = settings;
  const findings: Finding[] = [];
  const connections = new Map<string, { name: string; databases: Map<string | null, ConnectionString> }>();
  const clientAlone = clientIdIsName && !connectionStrings.some(({ key }) => key.includes("_"));
  for (const entry of connectionStrings) {
    const parts = peer === ".NET" && !clientAlone ? /^(.+)_([^_]+)$/.exec(entry.key) : null;
    const client = clientAlone ? entry.key : (parts?.[2] ?? null);
    const name = allowedName(clientAlone ? "Main" : (parts?.[1] ?? entry.key));
    const known = connections.get(name.toLowerCase()) ?? { name, databases: new Map() };
    known.databases.set(client, entry);
    connections.set(name.toLowerCase(), known);
    if (name !== (parts?.[1] ?? entry.key) && !clientAlone)
      findings.push(renamed(parts?.[1] ?? entry.key, name));
  }
  if (clientAlone) findings.push(namedByClient);
  for (const { name, databases } of connections.values()) {
    if (databases.size === 1 || !databases.delete(null)) continue;
    findings.push(noFallback(name));
  }
  return { connections: [...connections.values()], findings };
}

/** What a connection may be called: `lambdas/settings/connections.ts`. */
function allowedName(name: string): string {
  const plain = name.trim().replaceAll(/[^\w-]+/g, "-");
  return (/^[A-Za-z]/.test(plain) ? plain : `C-${plain}`).slice(0, 64);
}

function renamed(old: string, name: string): Finding {
  const shown = /^[\w .-]{1,64}$/.test(old) ? old : "with signs that a name cannot have here";
  const sentence = `The connection ${shown} is called ${name} here: write that into the data connection's Api Connection String Name.`;
  return check(sentence, byName);
}

const namedByClient = check(
  "The connection strings are named by the client alone, so whatever name a data connection has there counts. " +
    "Here the name counts: the connection is called Main in the settings. Give it the Api Connection String " +
    "Name of your data connection, or leave that empty.",
  byName,
);

function noFallback(name: string): Finding {
  const sentence =
    `${name} has a string for every other client beside those with a client's name. Here a client without ` +
    "a database of its own reaches none: list each client.";
  return cannot(sentence, perClient);
}
