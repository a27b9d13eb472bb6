import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { call, failureOf, mariadb, rowsOf, skipped, type TestDatabase, testDatabase } from "./server.ts";

describe.skipIf(mariadb === null)(`a routine of MariaDB that ends the transaction${skipped}`, () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
    await database.run("CREATE TABLE saved (id INT PRIMARY KEY)");
  });
  afterAll(() => database.drop());

  const begun = async () => {
    const session = await database.connect();
    await session.begin({ identity: new Map(), statementMs: 20_000 });
    return session;
  };

  it.each([
    ["commits", "COMMIT"],
    ["rolls back", "ROLLBACK"],
    ["begins another", "START TRANSACTION"],
    ["commits and begins another", "COMMIT; START TRANSACTION"],
    ["chains another", "COMMIT AND CHAIN"],
    ["defines a table", "CREATE TABLE IF NOT EXISTS passing (id INT)"],
    ["does both", "START TRANSACTION; INSERT INTO saved VALUES (0); ROLLBACK"],
  ])("and %s is found out when it ends", async (name, text) => {
    const routine = name.replaceAll(" ", "_");
    await database.run(`CREATE PROCEDURE ${routine}() BEGIN ${text}; END`);
    const session = await begun();
    expect(await failureOf(call(session, routine))).toMatchObject({
      kind: "ended",
      message: expect.stringContaining("What the request did up to then is stored"),
    });
    expect(await failureOf(session.commit())).toMatchObject({ kind: "ended" });
    await session.rollback();
  });

  it("is found out where it fails afterwards, with what it failed with", async () => {
    await database.run(
      `CREATE PROCEDURE raises_late() BEGIN
         INSERT INTO saved VALUES (10); COMMIT; SELECT 1; SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'Too late.';
       END`,
    );
    const session = await begun();
    const failure = await failureOf(call(session, "raises_late"));
    expect(failure).toMatchObject({ kind: "ended", cause: { kind: "raised", message: "Too late." } });
    expect(await database.rows("SELECT id FROM saved WHERE id = 10")).toHaveLength(1);
  });

  it("is found out with the text that it returns as an error", async () => {
    await database.run(
      `CREATE PROCEDURE returns_error(INOUT Interject_ReturnError TEXT) BEGIN
         START TRANSACTION; ROLLBACK; SET Interject_ReturnError = 'The period is closed.';
       END`,
    );
    const session = await begun();
    const failure = await failureOf(call(session, "returns_error", { Interject_ReturnError: null }));
    expect(failure).toMatchObject({
      kind: "ended",
      cause: { kind: "raised", message: "The period is closed." },
    });
  });

  it("is found out at a later call of a procedure that did nothing of the kind before", async () => {
    await database.run("CREATE PROCEDURE sometimes(does INT) BEGIN IF does THEN COMMIT; END IF; END");
    const session = await begun();
    for (let times = 0; times < 2; times++) await call(session, "sometimes", { does: 0 });
    expect(await failureOf(call(session, "sometimes", { does: 1 }))).toMatchObject({ kind: "ended" });
  });

  it("is found out at the commit where only a later call began another", async () => {
    await database.run(
      "CREATE PROCEDURE at_times(does INT) BEGIN IF does THEN START TRANSACTION; END IF; END",
    );
    const session = await begun();
    await call(session, "at_times", { does: 0 });
    await call(session, "at_times", { does: 1 });
    expect(await failureOf(session.commit())).toMatchObject({ kind: "ended" });
  });

  it("is found out at the commit, where a statement of a report ran it", async () => {
    await database.run("CREATE PROCEDURE hidden_commit() BEGIN COMMIT; END");
    const session = await begun();
    await rowsOf(session, "CALL hidden_commit()");
    expect(await failureOf(session.commit())).toMatchObject({ kind: "ended" });
  });

  it("is no other that works with savepoints, fails, or makes a temporary table", async () => {
    await database.run(
      "CREATE PROCEDURE careful() BEGIN SAVEPOINT a; INSERT INTO saved VALUES (20); ROLLBACK TO SAVEPOINT a; RELEASE SAVEPOINT a; END",
      "CREATE PROCEDURE failing() SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'No.'",
      "CREATE PROCEDURE passing_table() CREATE TEMPORARY TABLE passing_by (id INT)",
    );
    const session = await begun();
    await rowsOf(session, "INSERT INTO saved VALUES (21)");
    for (let times = 0; times < 3; times++) await call(session, "careful");
    await call(session, "passing_table");
    expect(await failureOf(call(session, "failing"))).toMatchObject({ kind: "raised", message: "No." });
    await session.commit();
    expect(await database.rows("SELECT id FROM saved WHERE id > 19")).toEqual([{ id: 21 }]);
  });

  it("is allowed outside of a request's transaction", async () => {
    await database.run("CREATE PROCEDURE free() BEGIN COMMIT; END");
    const session = await begun();
    await session.rollback();
    expect((await call(session, "free")).tables).toEqual([]);
  });
});
