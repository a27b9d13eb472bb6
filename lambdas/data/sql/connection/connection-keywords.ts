import type { Address } from "./address.ts";
import { unsupported } from "./unsupported-keywords.ts";

/** The names that the .NET drivers have for each (SqlClient, Npgsql, MySqlConnector). */
const synonyms = {
  host: ["server", "data source", "host", "addr", "address", "network address"],
  port: ["port"],
  database: ["database", "initial catalog", "db"],
  user: ["user id", "uid", "user", "username", "user name", "userid"],
  password: ["password", "pwd"],
} as const;

/**
 * Keywords that change nothing here, because the connection's settings decide it or because this API does it
 * in its own way. The log names those that a connection string has, and no unknown one: what looks like a
 * keyword can be a piece of a password.
 */
const withoutEffect = [
  "encrypt",
  "trustservercertificate",
  "trust server certificate",
  "sslmode",
  "ssl mode",
  "hostnameincertificate",
  "host name in certificate",
  "servercertificate",
  "server certificate",
  "failover partner",
  "connect timeout",
  "connection timeout",
  "command timeout",
  "timeout",
  "current language",
  "language",
  "application name",
  "app",
  "max pool size",
  "maximum pool size",
];

/**
 * Where a database is and how to sign in, by the keywords of a connection string.
 * @param values by keywords in lower case
 * @throws Error in a sentence, without the values
 */
export function addressOfKeywords(values: ReadonlyMap<string, string>): Address {
  for (const [keyword, value] of values) {
    const instead = unsupported(keyword, value);
    if (instead !== null) throw new Error(instead);
  }
  const find = (name: keyof typeof synonyms) =>
    synonyms[name].map((key) => values.get(key)).find((value) => value !== undefined);
  const { host, port } = serverOf(find("host") ?? "", portOf(find("port")));
  const ignored = withoutEffect.filter((keyword) => values.has(keyword));
  const intent = values.get("applicationintent") ?? values.get("application intent") ?? "";
  return {
    host,
    port,
    database: find("database"),
    ...(/^readonly$/i.test(intent) ? { readOnly: true } : {}),
    ...signInOf(values.get("authentication") ?? "", find("user"), find("password")),
    ...(ignored.length === 0 ? {} : { ignored }),
  };
}

/** A port, or undefined for a text that is none. */
export function portOf(text: string | undefined): number | undefined {
  const port = Number(text || Number.NaN);
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
}

/** The host in `tcp:host\instance,port` (Microsoft: "SqlConnection.ConnectionString", Data Source). */
function serverOf(text: string, port: number | undefined): Pick<Address, "host" | "port"> {
  const parts = /^(?:(tcp|np|lpc|admin):)?([^,\\]+)(?:\\([^,]*))?(?:,\s*(\d+))?$/i.exec(text);
  const host = parts?.[2]?.trim().replace(/^\[(.*)\]$/, "$1");
  if (parts === null || host === undefined || host === "") {
    throw new Error("The connection string names no server");
  }
  const [, protocol = "tcp", , instance, ownPort] = parts;
  if (protocol.toLowerCase() !== "tcp" || /^(\.|\(local\)|\(localdb\))$/i.test(host)) {
    throw new Error(
      "The connection string's server is for programs on the database's own machine. Name the machine: Server=host,1433",
    );
  }
  if (host.includes("("))
    throw new Error("The connection string is one of Oracle, which this API has no driver for");
  const known = portOf(ownPort) ?? port;
  if (instance !== undefined && known === undefined) {
    throw new Error(
      "The connection string names an instance (host\\instance) without a port, and this API asks no SQL Server Browser for it. Give the instance a fixed port and write Server=host,port",
    );
  }
  return { host, port: known };
}

/**
 * Authentication of SqlClient (Microsoft: "Connect to Azure SQL with Microsoft Entra authentication and
 * SqlClient"). As SqlClient asks the server for the tenant, its strings do not name it; go-mssqldb's do, in
 * the way that is read here.
 */
function signInOf(
  authentication: string,
  user: string | undefined,
  password: string | undefined,
): Pick<Address, "user" | "password" | "entra"> {
  const method = authentication.replaceAll(/[\s_]/g, "").toLowerCase();
  if (["", "sqlpassword", "notspecified"].includes(method)) return { user, password };
  if (method !== "activedirectoryserviceprincipal") {
    throw new Error(
      "The connection string's Authentication needs a person or a machine of Azure. Use Active Directory Service Principal, or User Id and Password without Authentication",
    );
  }
  const [, clientId, tenantId] = /^([^@]+)@([^@]+)$/.exec(user ?? "") ?? [];
  if (clientId === undefined || tenantId === undefined || password === undefined) {
    throw new Error(
      "The connection string's service principal lacks something: write User Id=<application id>@<tenant id>;Password=<client secret>",
    );
  }
  return { entra: { tenantId, clientId, clientSecret: password } };
}
