/** The options of a connection string by keyword, in lower case and without spaces. */
export type Options = ReadonlyMap<string, string>;

/** Reads a URL, or `key=value;` pairs. A URL's kind of database stands under `scheme`. */
export function connectionOptions(text: string): Options {
  const url = /^([a-z][a-z0-9]*)(?:\+\w+)?:\/\//i.exec(text.trim());
  return url === null ? keywords(text) : urlOptions(text.trim(), url[1] ?? "");
}

/** Synonyms: Microsoft, "SqlConnection.ConnectionString" and "DSN and connection string keywords (ODBC)". */
const synonyms = {
  host: ["server", "datasource", "host", "addr", "address", "networkaddress"],
  port: ["port"],
  database: ["database", "initialcatalog", "db"],
  user: ["userid", "uid", "user", "username"],
  password: ["password", "pwd"],
};

/** The first of the synonyms that has a value. */
export function first(options: Options, name: keyof typeof synonyms): string | undefined {
  return synonyms[name].map((key) => options.get(key)).find((value) => value);
}

/** `key=value;` of ADO.NET, with values in quotation marks, and of ODBC, with values in braces. */
const pair = /([^=;]+)=\s*(?:"((?:[^"]|"")*)"|'((?:[^']|'')*)'|([^;]*))\s*(?:;|$)/g;
const odbcPair = /([^=;]+)=\s*(?:\{((?:[^}]|\}\})*)\}|([^;]*))\s*(?:;|$)/g;

function keywords(text: string): Options {
  const isOdbc = /(?:^|;)\s*(?:driver|dsn)\s*=/i.test(text);
  const pairs = isOdbc
    ? [...text.matchAll(odbcPair)].map(([, key = "", braced, plain]) => [
        key,
        braced?.replaceAll("}}", "}") ?? plain?.trim() ?? "",
      ])
    : [...text.matchAll(pair)].map(([, key = "", double, single, plain]) => [
        key,
        double?.replaceAll('""', '"') ?? single?.replaceAll("''", "'") ?? plain?.trim() ?? "",
      ]);
  return new Map(pairs.map(([key = "", value = ""]) => [key.replaceAll(/\s/g, "").toLowerCase(), value]));
}

/** SQLAlchemy: "Database URLs". A query's `odbc_connect` holds a whole ODBC string. */
function urlOptions(text: string, scheme: string): Options {
  const [, user, password, host, port, database, query = ""] =
    /:\/\/(?:([^:/@]*)(?::([^@]*))?@)?(\[[^\]]*\]|[^:/?]*)(?::(\d+))?(?:\/([^?]*))?(?:\?(.*))?$/.exec(text) ??
    [];
  const more = [...new URLSearchParams(query)].map(([key, value]) => [key.toLowerCase(), value] as const);
  const odbc = more.find(([key]) => key === "odbc_connect")?.[1];
  const parts = Object.entries({ user, password, host: host?.replace(/^\[(.*)\]$/, "$1"), port, database });
  const own = parts.flatMap(([key, value]) => (value ? [[key, decoded(value)] as const] : []));
  return new Map([
    ...more,
    ...(odbc === undefined ? [] : keywords(odbc)),
    ...own,
    ["scheme", scheme.toLowerCase()],
  ]);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
