import { type ConnectionEntry, connectionEntry } from "./connection-entry.ts";
import { type NamedConnection, nameConnections } from "./connection-names.ts";
import { type IssuerEntry, issuerEntry } from "./issuer-entry.ts";
import { cannot, check, type Finding, type PeerSettings } from "./peer-settings.ts";
import type { Secret } from "./secrets.ts";

/** What becomes of a peer's settings here. */
export interface Plan {
  /** For `reports/settings.json`. It holds no secret. */
  readonly settings: Settings;
  readonly secrets: readonly Secret[];
  readonly findings: readonly Finding[];
}

interface Settings {
  readonly clients: readonly string[] | "any";
  readonly issuers?: readonly IssuerEntry[];
  readonly corsOrigin?: string;
  readonly connections: readonly ConnectionEntry[];
}

/** What stands for a client's id until a person replaces it. Nobody has this client. */
const clientToName = "your-client-id";
/** All settings of a function fit into 3,700 bytes (docs/databases.md): clients, routines and databases. */
const mostClientBytes = 2000;
const mostRoutineBytes = 1000;
const mostInSettings = 16;

/** @param routines `schema.name` of procedures that scripts make, for the setting `routines` */
export function plan(source: PeerSettings, routines: readonly string[]): Plan {
  const { connections: named, findings: names } = nameConnections(source);
  const isMapped = named.reduce((sum, { databases }) => sum + databases.size, 0) > mostInSettings;
  const callable = listed(routines, named.length);
  const made = named.map((connection) => connectionEntry(connection, callable, isMapped));
  const clients = clientsOf(named);
  const admitted = admittedClients(clients, named);
  const { entry, findings: issuer } = issuerEntry(source, clients);
  const isDefault = Object.keys(entry).length === 1 && entry.provider === "interject";
  const [corsOrigin, otherOrigin] = new Set(source.corsOrigins);
  return {
    settings: {
      clients: admitted.clients,
      ...(isDefault ? {} : { issuers: [entry] }),
      ...(corsOrigin === undefined || otherOrigin !== undefined ? {} : { corsOrigin }),
      connections: made.flatMap(({ entry }) => entry ?? []),
    },
    secrets: made.flatMap(({ secrets }) => secrets),
    findings: [
      ...source.findings,
      ...names,
      ...issuer,
      ...made.flatMap(({ findings }) => findings),
      ...admitted.findings,
      ...(otherOrigin === undefined ? [] : [severalOrigins]),
      ...(routines.length === 0 ? [noRoutines] : []),
      ...(callable === routines ? [] : [wholeSchemas]),
      ...always,
    ],
  };
}

/** Interject's public ids of the clients that have a database of their own. */
function clientsOf(named: readonly NamedConnection[]): string[] {
  return [
    ...new Set(named.flatMap(({ databases }) => [...databases.keys()].filter((client) => client !== null))),
  ];
}

/**
 * The setting `clients`. Where the list is too long for a function's settings, each connection's own list
 * decides, unless a connection has none.
 */
function admittedClients(
  clients: readonly string[],
  named: readonly NamedConnection[],
): Pick<Settings, "clients"> & { readonly findings: readonly Finding[] } {
  const sharesOne = named.some(({ databases }) => databases.has(null));
  if (clients.length === 0) return { clients: [clientToName], findings: [noClient] };
  if (JSON.stringify(clients).length > mostClientBytes)
    return sharesOne ? { clients, findings: [tooManyClients] } : { clients: "any", findings: [anyClient] };
  return { clients, findings: sharesOne ? [onlyThese] : [] };
}

/** Each routine, or the schemas where the names would fill the settings. */
function listed(routines: readonly string[], connections: number): readonly string[] {
  if (JSON.stringify(routines).length * connections <= mostRoutineBytes) return routines;
  return [...new Set(routines.map((name) => `${name.split(".")[0]}.*`))];
}

const noClient = check(
  `No connection string names a client: replace ${clientToName} by your company's public client id at Interject.`,
  "docs/settings.md#tokens",
);

const onlyThese = check(
  "`clients` lists those that the connection strings name. Add the others whose users may call this API.",
  "docs/settings.md#tokens",
);

const anyClient = check(
  "The list of clients is too long for the settings, so `clients` is `any`: every customer of Interject gets " +
    "in, and reaches the connections that list it, and no other. Name `clients` in the line of each report of " +
    "your own.",
  "docs/settings.md#tokens",
);

const tooManyClients = cannot(
  "The list in `clients` is too long for the settings, and a connection is for every client in it. Give that " +
    "connection a database for each client, or deploy it as an API of its own.",
  "docs/settings.md#tokens",
);

const severalOrigins = cannot(
  "The file lists several web pages that may call, and this API takes one or all of them (`corsOrigin`). Excel needs none.",
  "docs/settings.md#gateway",
);

const noRoutines = check(
  "`routines` is empty, so data portals cannot call anything yet: list the command texts of your data portals, " +
    "or give this command the script of your procedures, a .sql file, too.",
  "docs/databases.md#stored-procedures-without-code-post-apiv1sql",
);

const wholeSchemas = check(
  "The names of all procedures would make the settings too long: `routines` lists their whole schemas. " +
    "See that nothing stands there that data portals must not call.",
  "docs/databases.md#connections",
);

/** What no settings file can say. */
const always: readonly Finding[] = [
  check(
    "A database in a VPC, or behind a VPN, needs `dataNetwork`, and a way from there to Secrets Manager.",
    "docs/databases.md#connections",
  ),
  check("Controllers or endpoints of your own are code: write them as reports.", "docs/reports.md"),
  check("What procedures, workbooks and data portals may find different here.", "docs/compatibility.md"),
];
