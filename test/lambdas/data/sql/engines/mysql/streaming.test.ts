import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Session } from "../../../../../../lambdas/data/sql/engines/engine.ts";
import { answerTo } from "../../../../../../lambdas/data/sql/engines/mysql/answer.ts";
import { endConnection, openConnection } from "../../../../../../lambdas/data/sql/engines/mysql/connect.ts";
import { uniqueName } from "../../../../../support/databases.ts";
import { failureOf, mariadb, readAll, rowsOf, skipped, type TestDatabase, testDatabase } from "./server.ts";

const many = "SELECT seq, CONCAT('row ', seq) AS name, seq / 7 AS part FROM seq_1_to_200000";
const endless = "SELECT seq, REPEAT('x', 1000) AS wide FROM seq_1_to_1000000000";

describe.skipIf(mariadb === null)(`streaming from MariaDB${skipped}`, () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.drop());

  const threadOf = async (session: Session) =>
    Number((await rowsOf(session, "SELECT CONNECTION_ID()"))[0]?.[0]);
  const runningOf = (thread: number) =>
    database.rows(`SELECT ID FROM information_schema.PROCESSLIST WHERE ID = ${thread} AND INFO IS NOT NULL`);
  const tick = () => new Promise((resolve) => setImmediate(resolve));

  it("gives 200,000 rows in order and in small batches", async () => {
    const session = await database.connect();
    let count = 0;
    let largest = 0;
    for await (const { rows } of session.query(many, []).tables) {
      for await (const batch of rows) {
        largest = Math.max(largest, batch.length);
        for (const row of batch as readonly (readonly unknown[])[]) expect(row[0]).toBe(String(++count));
      }
    }
    expect(count).toBe(200_000);
    expect(largest).toBeLessThanOrEqual(200);
  });

  it("holds no more than a batch or two for a reader that is slow", async () => {
    const connection = await openConnection(database.server);
    const query = connection.execute(many);
    let delivered = 0;
    query.on("result", () => delivered++);
    const { results } = answerTo(query, connection);
    await results.nextTable();
    let read = 0;
    let mostAhead = 0;
    for (let rows = await results.nextRows(); rows !== null; rows = await results.nextRows()) {
      read += rows.length;
      // Time for the driver to run ahead, would nothing hold it.
      for (let turn = 0; turn < 5; turn++) await tick();
      mostAhead = Math.max(mostAhead, delivered - read);
    }
    expect(read).toBe(200_000);
    expect(mostAhead).toBeLessThanOrEqual(200);
    endConnection(connection);
  });

  it("makes batches of few rows where they are large", async () => {
    const session = await database.connect();
    let largest = 0;
    const wide = "SELECT REPEAT('x', 200000) AS wide FROM seq_1_to_50";
    for await (const { rows } of session.query(wide, []).tables) {
      for await (const batch of rows) largest = Math.max(largest, batch.length);
    }
    expect(largest).toBeLessThanOrEqual(2);
  });

  it("can be left early, and used again, on the same connection", async () => {
    const session = await database.connect();
    const thread = await threadOf(session);
    for (const text of [many, endless, "SELECT 1 AS a, SLEEP(0)"]) {
      for await (const { rows } of session.query(text, []).tables) {
        for await (const _ of rows) break;
        break;
      }
      await expect.poll(() => runningOf(thread)).toEqual([]);
      expect(await threadOf(session)).toBe(thread);
    }
  });

  it("refuses a second statement while rows of the first are there", async () => {
    const session = await database.connect();
    for await (const { rows } of session.query(many, []).tables) {
      for await (const _ of rows) {
        await expect(rowsOf(session, "SELECT 1")).rejects.toThrow("still runs");
        await expect(session.reset()).rejects.toThrow("still runs");
        break;
      }
      break;
    }
    expect(await rowsOf(session, "SELECT 1")).toEqual([[1]]);
  });

  it("can be left between two tables and before the first", async () => {
    const session = await database.connect();
    await database.run(`CREATE PROCEDURE two() BEGIN SELECT 1 AS a; ${many}; SELECT 2 AS b; END`);
    const [routine] = await session.findRoutines({ schema: null, name: "two" });
    if (routine === undefined) throw new Error("It is there.");
    for await (const { rows } of session.call(routine, new Map()).tables) {
      for await (const _ of rows);
      break;
    }
    // Rows that nobody takes are passed over.
    const columns = [];
    for await (const table of session.call(routine, new Map()).tables) columns.push(table.columns.length);
    expect(columns).toEqual([1, 3, 1]);
    const unread = session.call(routine, new Map()).tables[Symbol.asyncIterator]();
    await unread.return?.();
    expect(await rowsOf(session, "SELECT 3")).toEqual([[3]]);
  });

  it("ends a statement that waits when it is cancelled", async () => {
    const session = await database.connect();
    const thread = await threadOf(session);
    const running = failureOf(readAll(session.query("SELECT SLEEP(30)", [])));
    await expect.poll(() => runningOf(thread)).toHaveLength(1);
    await session.cancel();
    expect(await running).toMatchObject({ kind: "cancelled" });
    expect(session.isOpen()).toBe(true);
    expect(await threadOf(session)).toBe(thread);
  });

  it("ends the connection where a cancel cannot sign in any more, as with an expired token", async () => {
    const user = uniqueName("ij");
    await database.run(`CREATE USER ${user}@'%' IDENTIFIED BY 'first'`);
    try {
      const session = await database.connect({ user, password: "first", database: "" });
      const thread = await threadOf(session);
      const running = failureOf(readAll(session.query("SELECT SLEEP(30)", [])));
      await expect.poll(() => runningOf(thread)).toHaveLength(1);
      await database.run(`ALTER USER ${user}@'%' IDENTIFIED BY 'second'`);
      expect(await failureOf(session.cancel())).toMatchObject({
        kind: "connection",
        message: expect.stringMatching(/^The statement could not be ended: Access denied/),
      });
      expect(await running).toMatchObject({ kind: "connection" });
      expect(session.isOpen()).toBe(false);
      await database.run(`KILL ${thread}`);
    } finally {
      await database.run(`DROP USER ${user}@'%'`);
    }
  });

  it("ends a statement that streams when it is cancelled", async () => {
    const session = await database.connect();
    const thread = await threadOf(session);
    let batches = 0;
    const failure = await failureOf(
      (async () => {
        for await (const { rows } of session.query(endless, []).tables) {
          for await (const _ of rows) if (++batches === 3) await session.cancel();
        }
      })(),
    );
    expect(failure.kind).toBe("cancelled");
    expect(await threadOf(session)).toBe(thread);
  });

  it("hits no later statement with a cancel that came too late", async () => {
    const session = await database.connect();
    for (let round = 0; round < 30; round++) {
      const running = readAll(session.query("SELECT 1", [])).catch(() => []);
      await tick();
      const cancelled = session.cancel();
      await running;
      expect(await rowsOf(session, "SELECT 2")).toEqual([[2]]);
      await cancelled;
    }
    await session.cancel();
    expect(await rowsOf(session, "SELECT 4")).toEqual([[4]]);
  });

  it("fails when the connection is killed amid the rows, and is not open after it", async () => {
    const session = await database.connect();
    const thread = await threadOf(session);
    let batches = 0;
    const failure = await failureOf(
      (async () => {
        for await (const { rows } of session.query(endless, []).tables) {
          for await (const _ of rows) if (++batches === 3) await database.run(`KILL ${thread}`);
        }
      })(),
    );
    expect(failure.kind).toBe("connection");
    expect(session.isOpen()).toBe(false);
    expect(await failureOf(rowsOf(session, "SELECT 1"))).toMatchObject({ kind: "connection" });
  });

  it("fails a reader that waits when the session is destroyed amid the rows", async () => {
    const session = await database.connect();
    const failure = await failureOf(
      (async () => {
        for await (const { rows } of session.query(endless, []).tables)
          for await (const _ of rows) session.destroy();
      })(),
    );
    expect(failure.kind).toBe("connection");
    expect(session.isOpen()).toBe(false);
  });
});
