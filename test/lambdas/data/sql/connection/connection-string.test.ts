import { describe, expect, it } from "vitest";
import { parseConnectionString } from "../../../../../lambdas/data/sql/connection/connection-string.ts";

const all = { host: "db.example.com", port: 1433, database: "sales", user: "api", password: "p;w" };

describe("a connection string", () => {
  it.each([
    ["Server=tcp:db.example.com,1433;Database=sales;User Id=api;Password='p;w';Encrypt=True", all],
    ['Data Source=db.example.com,1433;Initial Catalog=sales;UID=api;PWD="p;w"', all],
    ["Host=db.example.com;Port=1433;Username=api;Password='p;w';Database=sales;", all],
    ["mysql://api:p%3Bw@db.example.com:1433/sales?ssl=true", all],
    ["server = db.example.com ; database=sales", { host: "db.example.com", database: "sales" }],
    ["Server=tcp:[::1],1434", { host: "::1", port: 1434 }],
    ["postgres://[::1]/sales", { host: "::1", database: "sales" }],
    [
      "Addr=tcp:db.example.com\\finance,50000;Database=x",
      { host: "db.example.com", port: 50000, database: "x" },
    ],
    ["Network Address=h;Trusted_Connection=no;Authentication=Sql Password;User=u", { host: "h", user: "u" }],
    [
      "Driver={ODBC Driver 18 for SQL Server};Server=h;UID=u;PWD={p;w}}}",
      { host: "h", user: "u", password: "p;w}" },
    ],
    ["Server=h;ApplicationIntent=ReadOnly", { host: "h", readOnly: true }],
    ["Server=h;Password={pw}", { host: "h", password: "{pw}" }],
    ["mssql+pyodbc://u:p@h/d?driver=x", { host: "h", database: "d", user: "u", password: "p" }],
    [
      "Server=h;Authentication=Active Directory Service Principal;User Id=app@tenant;Password=pw",
      { host: "h", entra: { tenantId: "tenant", clientId: "app", clientSecret: "pw" } },
    ],
    ["Server=h;Password='it''s'", { host: "h", password: "it's" }],
    ['Server=h;Password="a""b"', { host: "h", password: 'a"b' }],
    ["Server=h;Password=a=b;Database=c", { host: "h", password: "a=b", database: "c" }],
  ])("%s", (text, address) => {
    expect(parseConnectionString(text)).toMatchObject(address);
  });

  it.each([
    ["Server=h;Integrated Security=SSPI", "Create a SQL Server login"],
    ["Server=h;Trusted_Connection=yes", "Create a SQL Server login"],
    ["Server=h\\finance;User Id=u", "Give the instance a fixed port"],
    ["Server=np:h", "Name the machine"],
    ["Server=(localdb)\\MSSQLLocalDB", "Name the machine"],
    ["Server=.", "Name the machine"],
    ["Server=h;Authentication=Active Directory Managed Identity", "Use Active Directory Service Principal"],
    ["Server=h;Authentication=ActiveDirectoryPassword;User Id=u", "Use Active Directory Service Principal"],
    ["Server=h;Authentication=ActiveDirectoryServicePrincipal;User Id=app;Password=p", "@<tenant id>"],
    ["Server=h;Encrypt=Strict", "Encrypt=Mandatory"],
    ["Server=h;Column Encryption Setting=Enabled", "Always Encrypted"],
    ["Server=h;AttachDbFilename=x.mdf", "name the database"],
    ["DSN=sales;UID=u", "data source of ODBC"],
    ["Driver={Oracle in OraClient19};Server=h", "kind of database"],
    ["Provider=MSOLEDBSQL;Server=h", "OLE DB"],
    ["Data Source=(DESCRIPTION=(ADDRESS=(HOST=h)));User Id=u", "Oracle"],
    ["mongodb://u:p@h/d", "no driver for"],
    ["jdbc:sqlserver://h;user=u", "JDBC"],
    ["postgres://u:100%@h/d", "%25"],
  ])("is refused where this API cannot do what it asks for, with what to do: %s", (text, words) => {
    expect(() => parseConnectionString(text)).toThrow(words);
  });

  it("says which of its keywords have no effect, of those that the API knows", () => {
    const text = "Server=h;Encrypt=False;TrustServerCertificate=True;Password=a;hunter2=b";
    expect(parseConnectionString(text).ignored).toEqual(["encrypt", "trustservercertificate"]);
    expect(parseConnectionString("Server=h")).not.toHaveProperty("ignored");
  });

  it.each(["", "hunter2", "password=hunter2", "postgres://hunter2:x@:y"])(
    "that is none is an error which does not quote it: %s",
    (text) => {
      expect(() => parseConnectionString(text)).toThrow(
        /^The connection string (names no server|is no URL)$/,
      );
    },
  );
});
