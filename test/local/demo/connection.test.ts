import { describe, expect, it } from "vitest";
import { places } from "../../../local/command-line/places.ts";
import { databaseFor, databasePlace } from "../../../local/demo/connection.ts";
import { resetDatabase } from "../../../local/demo/reset.ts";

const noLog = () => {};

describe("DATABASE_URL", () => {
  it("is the database, shown without its password", async () => {
    const url = "postgresql://mary:hidden@db.example.com:5433/ledger?password=hidden";
    const database = await databaseFor({ DATABASE_URL: url }, places({}), noLog);
    expect(database.url).toBe(url);
    expect(database.shown).toBe("postgresql://mary@db.example.com:5433/ledger");
    await database.close();
  });

  it.each(["localhost", "mysql://mary:hidden@localhost/ledger", "hidden"])("is not %s", async (url) => {
    const sentence = "DATABASE_URL must be of the form postgres://user:password@host:port/database.";
    await expect(databaseFor({ DATABASE_URL: url }, places({}), noLog)).rejects.toThrow(sentence);
    await expect(resetDatabase({ DATABASE_URL: url }, noLog)).rejects.toThrow(sentence);
  });
});

describe("the embedded database's place", () => {
  it("is another one for each PORT", () => {
    const [one, other] = ["3000", "3010"].map((PORT) => databasePlace(places({ PORT })));
    expect([one?.port, other?.port]).toEqual([3002, 3012]);
    expect(one?.folder).not.toBe(other?.folder);
  });
});
