import type { Address } from "./address.ts";
import { addressOfKeywords, portOf } from "./connection-keywords.ts";

/** The databases that this API speaks to, by the schemes of their URLs. */
const schemes = ["postgres", "postgresql", "mysql", "mariadb", "sqlserver", "mssql"];

/**
 * Reads a URL (`postgres://user:password@host:5432/database`), a connection string of .NET
 * (`Server=host,1433;Database=sales;User Id=api;Password=...`), or one of ODBC with the same keywords.
 * @throws Error for a text that is none, or that asks for what this API cannot do: one or two sentences for
 * whoever runs the API. They do not quote the text, which may hold a password
 */
export function parseConnectionString(text: string): Address {
  const trimmed = text.trim();
  if (/^jdbc:/i.test(trimmed)) {
    throw new Error("The connection string is one of Java (JDBC). Write it in the form of .NET");
  }
  const scheme = /^([a-z][a-z0-9.-]*)(?:\+[a-z0-9+.-]*)?:\/\//i.exec(trimmed)?.[1];
  if (scheme === undefined) return addressOfKeywords(keywordsOf(trimmed));
  if (schemes.includes(scheme.toLowerCase())) return addressOfUrl(trimmed);
  throw new Error("The connection string is for a kind of database that this API has no driver for");
}

/**
 * The values of a connection string by their keywords in lower case: `key=value;`, the value plain or in
 * quotation marks of either kind; a doubled mark inside stands for itself. ODBC's marks are braces, which are
 * characters like any other in .NET.
 */
function keywordsOf(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  if (/(?:^|;)\s*driver\s*=/i.test(text)) {
    for (const [, key = "", quoted, plain] of text.matchAll(odbcPair)) {
      values.set(nameOf(key), quoted?.replaceAll("}}", "}") ?? plain?.trim() ?? "");
    }
    return values;
  }
  for (const [, key = "", double, single, plain] of text.matchAll(pair)) {
    values.set(
      nameOf(key),
      double?.replaceAll('""', '"') ?? single?.replaceAll("''", "'") ?? plain?.trim() ?? "",
    );
  }
  return values;
}

const pair = /\s*([^=;]+)=\s*(?:"((?:[^"]|"")*)"|'((?:[^']|'')*)'|([^;]*))\s*(?:;|$)/g;
const odbcPair = /\s*([^=;]+)=\s*(?:\{((?:[^}]|\}\})*)\}|([^;]*))\s*(?:;|$)/g;

function nameOf(key: string): string {
  return key.trim().toLowerCase();
}

function addressOfUrl(text: string): Address {
  if (!URL.canParse(text)) throw new Error("The connection string is no URL");
  const url = new URL(text);
  const part = (value: string) => (value === "" ? undefined : decoded(value));
  return {
    host: part(url.hostname.replace(/^\[(.*)\]$/, "$1")),
    port: portOf(url.port),
    database: part(url.pathname.slice(1)),
    user: part(url.username),
    password: part(url.password),
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // The engine's message says neither what nor where.
    throw new Error("The connection string is a URL in which a % must be written as %25");
  }
}
