import { describe, expect, it } from "vitest";
import { readConnectionString } from "../../../local/migrate/connection-string.ts";

const read = (text: string) => readConnectionString(text, "Sales");
const sentences = (text: string) => read(text).findings.map(({ sentence }) => sentence);

describe("a connection string", () => {
  it.each([
    ["of .NET", "Data Source=tcp:sql1.example.com,1434;Initial Catalog=sales;User ID=api;Password='p;w''s'"],
    [
      "of ODBC",
      "DRIVER={ODBC Driver 18 for SQL Server};SERVER=sql1.example.com,1434;DATABASE=sales;UID=api;PWD={p;w's}",
    ],
    [
      "of SQLAlchemy",
      "mssql+pyodbc://api:p%3Bw's@sql1.example.com:1434/sales?driver=ODBC+Driver+18+for+SQL+Server",
    ],
    [
      "of SQLAlchemy with one of ODBC in it",
      `mssql+pyodbc:///?odbc_connect=${encodeURIComponent("DRIVER={SQL Server};SERVER=sql1.example.com,1434;DATABASE=sales;UID=api;PWD={p;w's}")}`,
    ],
  ])("%s names the database", (_, text) => {
    expect(read(text)).toEqual({
      database: {
        engine: "sqlserver",
        host: "sql1.example.com",
        port: 1434,
        database: "sales",
        signIn: { username: "api", password: "p;w's" },
        tls: null,
      },
      findings: [],
    });
  });

  it.each([
    ["Driver={SQL Server};Server=db;Database=sales;Uid=api;Pwd={a}}b;c}", "a}b;c"],
    ["Server=db;Database=sales;Uid=api;Pwd={a}", "{a}"],
    [`Server=db;Database=sales;Uid=api;Pwd="a""b;c"`, 'a"b;c'],
    ["Server=db;Database=sales;Uid=api;Pwd=a=b", "a=b"],
  ])("has the password as its form quotes it: %s", (text, password) => {
    expect(read(text).database?.signIn?.["password"]).toBe(password);
  });

  it.each([
    ["mysql+mysqldb://api:pw@db.example.com/sales", "mysql", null],
    ["postgresql+psycopg2://api:pw@db.example.com/sales?sslmode=disable", "postgres", "off"],
    ["Driver={MySQL ODBC 8.0};Server=db;Database=sales;User=api;Password=pw", "mysql", null],
    ["Server=db;Database=sales;User Id=api;Password=pw;Encrypt=False", "sqlserver", "unverified"],
    [
      "Server=db;Database=sales;User Id=api;Password=pw;Trust Server Certificate=True",
      "sqlserver",
      "unverified",
    ],
  ])("%s is for %s, with tls %s", (text, engine, tls) => {
    expect(read(text).database).toMatchObject({ engine, tls, signIn: { username: "api", password: "pw" } });
  });

  it.each([
    ["mongodb+srv://api:hunter2@cluster.mongodb.net/demo||demo|Demo", "MongoDB is not supported"],
    [
      "Data Source=(DESCRIPTION=(ADDRESS=(HOST=ora)));User Id=api;Password=hunter2",
      "Oracle is not supported",
    ],
    ["oracle+cx_oracle://api:hunter2@ora/sales", "Oracle is not supported"],
    ["sqlite:///file.db", "SQLite is a file"],
    ["Driver={Snowflake};Server=x;Database=y;Pwd=hunter2", "kind of database that is not supported"],
    ["DSN=Sales;Uid=api;Pwd=hunter2", "names an ODBC data source"],
    ["Server=db;User Id=api;Password=hunter2", "names no database"],
    ["hunter2", "is no connection string that this command knows"],
    ["Server=$(HOST);Database=a;Password=hunter2", "is no connection string that this command knows"],
  ])("that cannot move is told of, without its words: %s", (text, words) => {
    expect(read(text).database).toBeNull();
    expect(sentences(text)).toEqual([expect.stringContaining(words)]);
    expect(sentences(text)[0]).not.toContain("hunter2");
  });

  it.each(["Integrated Security=SSPI", "Trusted_Connection=yes", "Application Name=x"])(
    "without a user, or with the Windows user, needs another sign-in: %s",
    (option) => {
      const { database, findings } = read(
        `Server=db;Database=sales;User=x;${option}`.replace(/User=x;(?=App)/, ""),
      );
      expect(database?.signIn).toBeNull();
      expect(findings[0]?.sentence).toContain("Windows user");
    },
  );

  it("with an application of Microsoft Entra keeps it", () => {
    const text = "Server=db;Database=sales;Authentication=Active Directory Service Principal;Password=s";
    expect(read(`${text};User Id=app@contoso.onmicrosoft.com`)).toMatchObject({
      database: { signIn: { tenantId: "contoso.onmicrosoft.com", clientId: "app", clientSecret: "s" } },
      findings: [],
    });
    expect(read(`${text};User Id=app`).database?.signIn).toBeNull();
  });

  it("with a named instance needs the port, unless it has one", () => {
    const signedIn = "Database=sales;User Id=api;Password=pw";
    expect(sentences(`Server=sql1\\PROD;${signedIn}`)[0]).toContain("names the instance PROD without a port");
    expect(sentences(`Server=sql1\\PROD,1435;${signedIn}`)).toEqual([]);
    expect(read(`Server=sql1\\PROD,1435;${signedIn}`).database).toMatchObject({ host: "sql1", port: 1435 });
  });

  it.each([".", "(local)", "localhost", "(localdb)\\MSSQLLocalDB", ".\\SQLEXPRESS"])(
    "with its own machine as the server needs another host: %s",
    (server) => {
      const text = `Server=${server};Database=sales;User Id=api;Password=pw`;
      expect(read(text).database?.host).toBeNull();
      expect(sentences(text).join()).toContain("names its own machine");
    },
  );

  it.each([
    ["Failover Partner=sql2", "a failover partner"],
    ["AttachDbFilename=|DataDirectory|a.mdf", "a database file"],
    ["Authentication=Active Directory Service Principal", "put its tenantId, clientId and clientSecret"],
    ["Authentication=ActiveDirectoryDefault", "signs in with Microsoft Entra"],
    ["ApplicationIntent=ReadOnly", "a replica for reading"],
    ["Column Encryption Setting=Enabled", "Always Encrypted"],
  ])("that asks for more is told of: %s", (option, words) => {
    expect(sentences(`Server=db;Database=sales;User Id=api;Password=pw;${option}`)).toEqual([
      expect.stringContaining(words),
    ]);
  });
});
