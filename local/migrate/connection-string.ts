import { entra, noPort, optionFindings, sameMachine, windows } from "./connection-findings.ts";
import { connectionOptions, first, type Options } from "./connection-options.ts";
import { cannot, type Finding } from "./peer-settings.ts";

/** A database, as a connection string of .NET, ODBC or SQLAlchemy names it. */
export interface Database {
  readonly engine: "postgres" | "mysql" | "sqlserver";
  /** Null where it is the machine that the other API runs on. */
  readonly host: string | null;
  readonly port: number | null;
  readonly database: string;
  /** As a secret names it (docs/databases.md); null where a person has to make a sign-in first. */
  readonly signIn: Readonly<Record<string, string>> | null;
  /** Null for what is verified or not said. */
  readonly tls: "unverified" | "off" | null;
}

/** What a connection string says; the database is null where nothing of it can move. */
export interface ReadString {
  readonly database: Database | null;
  readonly findings: readonly Finding[];
}

const connections = "docs/databases.md#connections";
const limits = "docs/databases.md#limits";

/**
 * Reads a connection string.
 * @param subject what the sentences call it: its key in the file
 */
export function readConnectionString(text: string, subject: string): ReadString {
  const options = connectionOptions(text);
  const engine = engineOf(options);
  if (typeof engine === "object") return nothing(cannot(`${subject}: ${engine.missing}`, limits));
  if (options.has("dsn"))
    return nothing(
      cannot(`${subject} names an ODBC data source (DSN) of that machine: name its server.`, connections),
    );
  const server = serverOf(first(options, "host"));
  if (server === null)
    return nothing(cannot(`${subject} is no connection string that this command knows.`, connections));
  const database = first(options, "database");
  if (database === undefined)
    return nothing(cannot(`${subject} names no database (Initial Catalog). Add it.`, connections));
  const signIn = signInOf(options);
  const port = server.port ?? Number(first(options, "port") || Number.NaN);
  return {
    database: {
      engine,
      host: server.host,
      port: Number.isInteger(port) ? port : null,
      database,
      signIn,
      tls: tlsOf(options, engine),
    },
    findings: [
      ...(signIn === null ? [isEntra(options) ? entra(subject) : windows(subject)] : []),
      ...(server.instance !== null && !Number.isInteger(port) ? [noPort(subject, server.instance)] : []),
      ...(server.host === null ? [sameMachine(subject)] : []),
      ...optionFindings(subject, options),
    ],
  };
}

const nothing = (finding: Finding): ReadString => ({ database: null, findings: [finding] });

/** Kinds of databases, by what a URL's scheme or a driver's name has in it. */
const kinds: readonly (readonly [RegExp, Database["engine"] | { readonly missing: string }])[] = [
  [
    /mongo/i,
    { missing: "MongoDB is not supported. Write a report that reads it with MongoDB's own package." },
  ],
  [
    /oracle|msdaora/i,
    { missing: "Oracle is not supported. Write a report that reads it with Oracle's own package." },
  ],
  [/sqlite/i, { missing: "SQLite is a file on that machine. Move its tables to a database server." }],
  [/mysql|mariadb/i, "mysql"],
  [/postgres|psqlodbc/i, "postgres"],
  [/mssql|sql ?server|sqloledb|msoledbsql|sqlncli|freetds/i, "sqlserver"],
];

function engineOf(options: Options): Database["engine"] | { readonly missing: string } {
  const named = options.get("scheme") ?? options.get("driver") ?? options.get("provider");
  if (/^\(DESCRIPTION/i.test(first(options, "host") ?? "")) return engineOf(new Map([["driver", "oracle"]]));
  // A .NET string without a driver's name is one for SqlClient, the only one that the .NET API has.
  if (named === undefined) return "sqlserver";
  const engine = kinds.find(([pattern]) => pattern.test(named))?.[1];
  return engine ?? { missing: "its driver is for a kind of database that is not supported." };
}

/** `tcp:host\instance,port`: Microsoft, "SqlConnection.ConnectionString", Data Source. */
function serverOf(
  text: string | undefined,
): (Pick<Database, "host" | "port"> & { instance: string | null }) | null {
  const found = /^(?:(?:tcp|admin|lpc):)?([^\\,]+)(?:\\([^,]*))?(?:,\s*(\d+))?$/i.exec(text?.trim() ?? "");
  const host = found?.[1]?.trim() ?? "";
  const isThatMachine = /^(\.|\(local\)|\(localdb\)|localhost|127\.0\.0\.1|::1)$/i.test(host);
  if (!isThatMachine && !/^[A-Za-z0-9.:-]+$/.test(host)) return null;
  const port = found?.[3] === undefined ? null : Number(found[3]);
  return { host: isThatMachine ? null : host, port, instance: found?.[2] ?? null };
}

function signInOf(options: Options): Database["signIn"] {
  const integrated = options.get("integratedsecurity") ?? options.get("trusted_connection") ?? "";
  const user = first(options, "user");
  const password = first(options, "password") ?? "";
  if (/^(true|yes|sspi)$/i.test(integrated) || user === undefined) return null;
  if (!isEntra(options)) return { username: user, password };
  const [, clientId, tenantId] = /^([^@]+)@([\w.-]+)$/.exec(user) ?? [];
  const isApplication = /serviceprincipal$/i.test((options.get("authentication") ?? "").replaceAll(" ", ""));
  if (!isApplication || clientId === undefined || tenantId === undefined) return null;
  return { tenantId, clientId, clientSecret: password };
}

/** Microsoft: "Connect to Azure SQL with Microsoft Entra authentication and SqlClient". */
const isEntra = (options: Options) => /^active ?directory/i.test(options.get("authentication") ?? "");

/** SQL Server can always encrypt, with a certificate of its own; the others cannot where it is off. */
function tlsOf(options: Options, engine: Database["engine"]): Database["tls"] {
  const isYes = (value: string | undefined) => /^(true|yes|1)$/i.test(value ?? "");
  if (engine === "sqlserver") {
    const off = /^(false|no|optional|0)$/i.test(options.get("encrypt") ?? "");
    return off || isYes(options.get("trustservercertificate")) ? "unverified" : null;
  }
  return /^(disabled?|none)$/i.test(options.get("sslmode") ?? "") ? "off" : null;
}
