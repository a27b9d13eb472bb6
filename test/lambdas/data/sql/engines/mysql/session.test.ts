import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Session } from "../../../../../../lambdas/data/sql/engines/engine.ts";
import { uniqueName } from "../../../../../support/databases.ts";
import {
  call,
  failureOf,
  mariadb,
  readAll,
  rowsOf,
  skipped,
  type TestDatabase,
  testDatabase,
} from "./server.ts";

describe.skipIf(mariadb === null)(`sessions of MariaDB${skipped}`, () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
    await database.run(
      "CREATE TABLE saved (id INT PRIMARY KEY, note VARCHAR(20) NOT NULL, CONSTRAINT small CHECK (id < 100))",
    );
  });
  afterAll(() => database.drop());

  const identity = new Map([
    ["user_id", "ann'; DROP TABLE saved; -- \\ ` 😀"],
    ["client", ""],
  ]);
  const start = { identity, statementMs: 20_000 };
  const threadOf = async (session: Session) =>
    Number((await rowsOf(session, "SELECT CONNECTION_ID()"))[0]?.[0]);

  it("sets the caller's identity for a transaction, and has none after a reset", async () => {
    const session = await database.connect();
    await session.begin(start);
    const select = "SELECT @interject_user_id, @interject_client, @interject_other";
    expect(await rowsOf(session, select)).toEqual([[identity.get("user_id"), "", null]]);
    await session.commit();
    await session.reset();
    expect(await rowsOf(session, select)).toEqual([[null, null, null]]);
  });

  it("has an identity that compares with columns and parameters of the database's collation", async () => {
    const other = await testDatabase("utf8mb4_unicode_ci");
    try {
      await other.run(
        "CREATE TABLE owned (owner VARCHAR(50), old VARCHAR(50) CHARACTER SET latin1)",
        "INSERT INTO owned VALUES ('ann', 'ann'), ('bob', 'bob')",
        `CREATE PROCEDURE mine(who VARCHAR(50))
           SELECT owner FROM owned WHERE owner = @interject_user_id AND who = @interject_user_id AND old = owner`,
      );
      const session = await other.connect();
      for (const reset of [false, true]) {
        if (reset) await session.reset();
        await session.begin({ identity: new Map([["user_id", "ann"]]), statementMs: 20_000 });
        expect((await call(session, "mine", { who: "ann" })).tables).toMatchObject([{ rows: [["ann"]] }]);
        expect(await rowsOf(session, "SELECT old FROM owned WHERE old = @interject_user_id")).toEqual([
          ["ann"],
        ]);
        await session.rollback();
      }
    } finally {
      await other.drop();
    }
  });

  it("is ended by the server when a transaction is idle for longer than any request lasts", async () => {
    const session = await database.connect();
    for (const reset of [false, true]) {
      if (reset) await session.reset();
      await session.begin(start);
      expect(await rowsOf(session, "SELECT @@wait_timeout")).toEqual([["900"]]);
      await session.rollback();
    }
  });

  it("is as new after a reset", async () => {
    const session = await database.connect();
    const user = uniqueName("ij");
    const state =
      "SELECT @@sql_mode, @@character_set_client, @@collation_connection, DATABASE(), @@max_statement_time, @@autocommit, @@time_zone, @@wait_timeout";
    const before = await rowsOf(session, state);
    await session.begin(start);
    for (const text of [
      "INSERT INTO saved VALUES (1, 'open')",
      "CREATE TEMPORARY TABLE passing (id INT)",
      "SET @left = 1, SESSION sql_mode = '', wait_timeout = 5000, autocommit = 0, time_zone = '+05:00'",
      "SET NAMES latin1",
      `DO GET_LOCK('${user}', 0)`,
      "USE information_schema",
    ]) {
      await readAll(session.query(text, []));
    }
    await session.reset();
    expect(await rowsOf(session, state)).toEqual(before);
    expect(await rowsOf(session, "SELECT @left")).toEqual([[null]]);
    expect(await rowsOf(session, "SELECT * FROM saved")).toEqual([]);
    expect(await rowsOf(session, `SELECT IS_FREE_LOCK('${user}')`)).toEqual([[1]]);
    expect(await failureOf(rowsOf(session, "SELECT * FROM passing"))).toMatchObject({ kind: "other" });
  });

  it("takes a role off in a reset", async () => {
    const role = uniqueName("ij");
    await database.run(`CREATE ROLE ${role}`, `GRANT ${role} TO CURRENT_USER()`);
    try {
      const session = await database.connect();
      await readAll(session.query(`SET ROLE ${role}`, []));
      await session.reset();
      expect(await rowsOf(session, "SELECT CURRENT_ROLE()")).toEqual([[null]]);
    } finally {
      await database.run(`DROP ROLE ${role}`);
    }
  });

  it("keeps what is committed and nothing of what is rolled back", async () => {
    const session = await database.connect();
    await session.begin(start);
    await readAll(session.query("INSERT INTO saved VALUES (?, ?)", [10, "kept"]));
    await session.commit();
    await session.begin(start);
    await readAll(session.query("INSERT INTO saved VALUES (?, ?)", [11, "gone"]));
    await session.rollback();
    expect(await database.rows("SELECT id FROM saved WHERE id IN (10, 11)")).toEqual([{ id: 10 }]);
  });

  it("saves nothing of a transaction whose connection is killed, and says so", async () => {
    const session = await database.connect();
    const thread = await threadOf(session);
    await session.begin(start);
    await readAll(session.query("INSERT INTO saved VALUES (20, 'lost')", []));
    await database.run(`KILL ${thread}`);
    expect(await failureOf(session.commit())).toMatchObject({ kind: "connection" });
    expect(session.isOpen()).toBe(false);
    expect(await database.rows("SELECT id FROM saved WHERE id = 20")).toEqual([]);
    expect(await failureOf(session.begin(start))).toMatchObject({ kind: "connection" });
    expect(await failureOf(session.reset())).toMatchObject({ kind: "connection" });
  });

  it("knows of an idle connection that was killed before the next statement", async () => {
    const session = await database.connect();
    await database.run(`KILL ${await threadOf(session)}`);
    expect(await failureOf(session.begin(start))).toMatchObject({ kind: "connection" });
    expect(session.isOpen()).toBe(false);
  });

  it("fails what runs when the session is destroyed", async () => {
    const session = await database.connect();
    const running = failureOf(rowsOf(session, "SELECT SLEEP(30)"));
    await expect
      .poll(() =>
        database.rows("SELECT ID FROM information_schema.PROCESSLIST WHERE INFO LIKE 'SELECT SLEEP(30)'"),
      )
      .toHaveLength(1);
    session.destroy();
    expect(await running).toMatchObject({ kind: "connection" });
    expect(session.isOpen()).toBe(false);
    const [sleeper] = await database.rows(
      "SELECT ID FROM information_schema.PROCESSLIST WHERE INFO LIKE 'SELECT SLEEP(30)'",
    );
    if (sleeper !== undefined) await database.run(`KILL ${Number(sleeper["ID"])}`);
  });

  it("limits a statement on the server, in a routine too", async () => {
    const session = await database.connect();
    // Hours of work. SLEEP would not do: where it is interrupted it gives 1.
    const busy = "SELECT COUNT(*) FROM seq_1_to_1000000000 a, seq_1_to_1000 b WHERE (a.seq * b.seq) % 7 = 1";
    await database.run(`CREATE PROCEDURE slow() BEGIN ${busy}; END`);
    await session.begin({ identity, statementMs: 100 });
    expect(await failureOf(call(session, "slow"))).toMatchObject({ kind: "timeout" });
    expect(await failureOf(rowsOf(session, busy))).toMatchObject({ kind: "timeout" });
    await session.rollback();
    await session.reset();
    expect(await rowsOf(session, "SELECT 1")).toEqual([[1]]);
  });

  describe("tells failures apart", () => {
    const failures: readonly (readonly [string, string, RegExp])[] = [
      [
        "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'The period is closed.'",
        "raised",
        /^The period is closed\.$/,
      ],
      ["SIGNAL SQLSTATE '45123' SET MESSAGE_TEXT = 'No.', MYSQL_ERRNO = 5001", "raised", /^No\.$/],
      ["INSERT INTO saved VALUES (50, 'a'), (50, 'b')", "data", /Duplicate entry '50'/],
      ["INSERT INTO saved VALUES (51, NULL)", "data", /'note' cannot be null/],
      ["INSERT INTO saved (id) VALUES (51)", "data", /'note' doesn't have a default/],
      ["INSERT INTO saved VALUES (51, REPEAT('x', 21))", "data", /too long for column 'note'/],
      ["INSERT INTO saved VALUES (100, 'x')", "data", /CONSTRAINT `small` failed/],
      ["INSERT INTO saved VALUES ('x', 'x')", "data", /Incorrect integer value/],
      ["SELECT 1 / 0 INTO @x", "none", /./],
      ["SELECT * FROM not_there", "other", /doesn't exist/],
      ["SELEC 1", "other", /syntax/],
    ];
    it.each(failures)("%s: %s", async (text, kind, message) => {
      const session = await database.connect();
      if (kind === "none") return expect(await readAll(session.query(text, []))).toEqual([]);
      const failure = await failureOf(readAll(session.query(text, [])));
      expect(failure.kind).toBe(kind);
      expect(failure.message).toMatch(message);
      expect(await rowsOf(session, "SELECT 1")).toEqual([[1]]);
    });

    it("a raise behind rows, which are given before it", async () => {
      const session = await database.connect();
      await database.run(
        "CREATE PROCEDURE raises() BEGIN SELECT 1 AS a; SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'Behind.'; END",
      );
      const [routine] = await session.findRoutines({ schema: null, name: "raises" });
      if (routine === undefined) throw new Error("It is there.");
      let seen = 0;
      const failure = await failureOf(
        (async () => {
          for await (const { rows } of session.call(routine, new Map()).tables)
            for await (const _ of rows) seen++;
        })(),
      );
      expect([seen, failure.kind, failure.message]).toEqual([1, "raised", "Behind."]);
    });
  });

  describe("does not open", () => {
    it("with a wrong password, which is nowhere in the failure", async () => {
      const failure = await failureOf(database.connect({ password: "not the p4ssword" }));
      expect(failure.kind).toBe("authentication");
      expect(`${failure.message} ${JSON.stringify(failure.cause)} ${failure.stack}`).not.toContain(
        "p4ssword",
      );
    });
    it("as an unknown user", async () => {
      expect(await failureOf(database.connect({ user: uniqueName("nobody"), password: "x" }))).toMatchObject({
        kind: "authentication",
      });
    });
    it("an unknown database", async () => {
      expect(await failureOf(database.connect({ database: uniqueName("none") }))).toMatchObject({
        kind: "other",
      });
    });
    it("where nobody listens", async () => {
      const probe = createServer().listen(0, "127.0.0.1");
      await once(probe, "listening");
      const { port } = probe.address() as AddressInfo;
      probe.close();
      await once(probe, "close");
      expect(await failureOf(database.connect({ host: "127.0.0.1", port }))).toMatchObject({
        kind: "connection",
      });
    });
    it("where a server says nothing", async () => {
      const silent = createServer().listen(0, "127.0.0.1");
      await once(silent, "listening");
      const { port } = silent.address() as AddressInfo;
      const failure = await failureOf(database.connect({ host: "127.0.0.1", port, connectTimeoutMs: 200 }));
      expect(failure.kind).toBe("connection");
      silent.close();
    });
    it("without TLS where TLS is asked for", async () => {
      const [row] = await database.rows("SELECT @@have_ssl AS tls");
      if (row?.["tls"] === "YES") return;
      const failure = await failureOf(database.connect({ tls: { ca: [], verify: true } }));
      expect(failure.kind).toBe("connection");
    });
  });
});
