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
    ["postgres://[::1]/sales", { host: "::1", database: "sales" }],
    ["Server=db\\instance;Database=x", null],
    ["Server=h;Password='it''s'", { host: "h", password: "it's" }],
    ['Server=h;Password="a""b"', { host: "h", password: 'a"b' }],
    ["Server=h;Password=a=b;Database=c", { host: "h", password: "a=b", database: "c" }],
  ])("%s", (text, address) => {
    if (address === null) expect(() => parseConnectionString(text)).toThrow("names no server");
    else expect(parseConnectionString(text)).toEqual(address);
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
