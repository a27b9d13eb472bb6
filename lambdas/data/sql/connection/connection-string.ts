/** What a connection string or a secret says of a database; undefined where it says nothing. */
export interface Address {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly database?: string | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
}

/** The names that the .NET drivers have for each (SqlClient, Npgsql, MySqlConnector). */
const synonyms: Readonly<Record<keyof Address, readonly string[]>> = {
  host: ["server", "data source", "host", "addr", "address", "network address"],
  port: ["port"],
  database: ["database", "initial catalog", "db"],
  user: ["user id", "uid", "user", "username", "user name"],
  password: ["password", "pwd"],
};

/**
 * Reads a URL (`postgres://user:password@host:5432/database`) or a connection string of .NET
 * (`Server=host,1433;Database=sales;User Id=api;Password=...`). Its other options are ignored: the
 * connection's settings say how to connect.
 * @throws Error for a text that is neither. The error does not quote the text, which may hold a password
 */
export function parseConnectionString(text: string): Address {
  const trimmed = text.trim();
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed)) return fromUrl(trimmed);
  const values = new Map<string, string>();
  for (const [, key = "", double, single, plain] of trimmed.matchAll(pair)) {
    const value = double?.replaceAll('""', '"') ?? single?.replaceAll("''", "'") ?? plain?.trim() ?? "";
    values.set(key.trim().toLowerCase(), value);
  }
  const find = (name: keyof Address) =>
    synonyms[name].map((key) => values.get(key)).find((value) => value !== undefined);
  const server = /^(?:tcp:)?([^,\\]+)(?:,\s*(\d+))?$/i.exec(find("host") ?? "");
  if (server === null) throw new Error("The connection string names no server");
  return {
    host: server[1]?.trim(),
    port: portOf(server[2] ?? find("port")),
    database: find("database"),
    user: find("user"),
    password: find("password"),
  };
}

/**
 * `key=value;`, the value plain or in quotation marks of either kind; a doubled mark inside stands for
 * itself.
 */
const pair = /\s*([^=;]+)=\s*(?:"((?:[^"]|"")*)"|'((?:[^']|'')*)'|([^;]*))\s*(?:;|$)/g;

function fromUrl(text: string): Address {
  if (!URL.canParse(text)) throw new Error("The connection string is no URL");
  const url = new URL(text);
  const part = (value: string) => (value === "" ? undefined : decodeURIComponent(value));
  return {
    host: part(url.hostname.replace(/^\[(.*)\]$/, "$1")),
    port: portOf(url.port),
    database: part(url.pathname.slice(1)),
    user: part(url.username),
    password: part(url.password),
  };
}

function portOf(text: string | undefined): number | undefined {
  const port = Number(text || Number.NaN);
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
}
