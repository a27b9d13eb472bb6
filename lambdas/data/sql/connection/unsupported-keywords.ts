/**
 * Keywords of connection strings that decide where a connection leads, as whom, or what its cells hold, and
 * that this API cannot follow (Microsoft: "SqlConnection.ConnectionString"). To ignore them would connect to
 * something else than the string says.
 */
interface Unsupported {
  readonly keywords: readonly string[];
  /** The values that ask for it. */
  readonly values: Pick<RegExp, "test">;
  /** What is wrong, and what to do instead. */
  readonly instead: string;
}

/** Words in the names of ODBC's drivers for the databases that this API speaks to. */
const ownDrivers = ["sql server", "freetds", "postgres", "mysql", "mariadb"];

const yes = /^(true|yes|sspi|enabled)$/i;

const unsupportedKeywords: readonly Unsupported[] = [
  {
    keywords: ["integrated security", "trusted_connection", "trusted connection"],
    values: yes,
    instead:
      "The connection string asks for Windows authentication (Integrated Security), and a function on AWS is no Windows user. Create a SQL Server login and write User Id and Password, or sign in with a service principal of Microsoft Entra",
  },
  {
    keywords: ["attachdbfilename", "extended properties", "initial file name"],
    values: /./,
    instead:
      "The connection string attaches a database file. Attach the file on the server, and name the database",
  },
  {
    keywords: ["user instance", "context connection"],
    values: yes,
    instead: "The connection string is for a program on the database's own machine. Name a server",
  },
  {
    keywords: ["encrypt"],
    values: /^strict$/i,
    instead:
      "The connection string asks for TDS 8.0 (Encrypt=Strict), which this API does not speak. Write Encrypt=Mandatory; with tls verify the server's certificate is checked all the same",
  },
  {
    keywords: ["column encryption setting"],
    values: yes,
    instead:
      "The connection string asks for Always Encrypted, and this API cannot decrypt the columns. Use a login that needs none of them, and leave out Column Encryption Setting",
  },
  {
    keywords: ["network library", "network", "net"],
    values: /^(?!dbmssocn$)./i,
    instead: "The connection string asks for another protocol than TCP/IP. Leave out Network Library",
  },
  {
    keywords: ["dsn", "filedsn"],
    values: /./,
    instead:
      "The connection string names a data source of ODBC (DSN), which exists on another machine. Write the server, the database, the user and the password",
  },
  {
    keywords: ["driver"],
    values: {
      test: (driver) => !ownDrivers.some((name) => driver.toLowerCase().includes(name)),
    },
    instead:
      "The connection string names a driver of ODBC for a kind of database that this API does not speak to",
  },
  {
    keywords: ["provider"],
    values: /./,
    instead: "The connection string is one of OLE DB (Provider). Write it in the form of .NET",
  },
];

/** Why a keyword with this value cannot be followed, and what to do instead; null where it can. */
export function unsupported(keyword: string, value: string): string | null {
  const found = unsupportedKeywords.find(
    ({ keywords, values }) => keywords.includes(keyword) && values.test(value),
  );
  return found?.instead ?? null;
}
