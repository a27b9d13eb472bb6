import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Session } from "../../../../../../lambdas/data/sql/engines/engine.ts";
import { uniqueName } from "../../../../../support/databases.ts";
import { failureOf, mariadb, readAll, rowsOf, skipped, type TestDatabase, testDatabase } from "./server.ts";

// Hours of work. SLEEP would not do: where it is interrupted it gives 1.
const busy = "SELECT COUNT(*) FROM seq_1_to_1000000000 a, seq_1_to_1000 b WHERE (a.seq * b.seq) % 7 = 1";

describe.skipIf(mariadb === null)(`a routine of another user of MariaDB${skipped}`, () => {
  const user = uniqueName("ij").slice(-30);
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
    await database.run(
      `CREATE USER '${user}'@'%' IDENTIFIED BY 'test'`,
      `GRANT EXECUTE ON \`${database.server.database}\`.* TO '${user}'@'%'`,
      `CREATE PROCEDURE busy() BEGIN ${busy}; END`,
      `CREATE PROCEDURE busy_invoker() SQL SECURITY INVOKER BEGIN ${busy}; END`,
      // The tables of SEQUENCE count as the database's own.
      `GRANT SELECT ON \`${database.server.database}\`.* TO '${user}'@'%'`,
      "CREATE PROCEDURE limit_now() SELECT @@max_statement_time",
    );
  });
  afterAll(async () => {
    for (const { ID } of await runningBusily()) await database.run(`KILL ${Number(ID)}`);
    await database.run(`DROP USER '${user}'@'%'`);
    await database.drop();
  });

  const begun = async () => {
    const session = await database.connect({ user, password: "test" });
    await session.begin({ identity: new Map(), statementMs: 60_000 });
    return session;
  };
  const found = async (session: Session, name: string) => {
    const [routine] = await session.findRoutines({ schema: null, name });
    if (routine === undefined) throw new Error(`There is no routine ${name}.`);
    return routine;
  };
  const limitIn = async (session: Session, limitMs: number) => {
    const routine = await found(session, "limit_now");
    const [table] = await readAll(session.call(routine, new Map(), limitMs));
    return Number(table?.rows[0]?.[0]);
  };
  const runningBusily = () =>
    database.rows(`SELECT ID FROM information_schema.PROCESSLIST WHERE INFO = '${busy}'`);

  it("is ended by the server at the request's own limit, for KILL is refused", async () => {
    const session = await begun();
    const running = readAll(session.call(await found(session, "busy"), new Map(), 300));
    expect(await failureOf(running)).toMatchObject({ kind: "timeout" });
    expect(await runningBusily()).toEqual([]);
  });

  it("has that limit for itself alone", async () => {
    const session = await begun();
    expect(await limitIn(session, 5_000)).toBe(5);
    expect(await rowsOf(session, "SELECT @@max_statement_time")).toEqual([[60]]);
    expect(await limitIn(session, 7_000)).toBe(7);
    await session.commit();
  });

  it("says so when it cannot be cancelled, and the server ends it all the same", async () => {
    const session = await begun();
    const running = failureOf(readAll(session.call(await found(session, "busy"), new Map(), 1_500)));
    await expect.poll(runningBusily).toHaveLength(1);
    expect(await failureOf(session.cancel())).toMatchObject({
      kind: "connection",
      message: expect.stringMatching(/^The statement could not be ended: You are not owner of thread/),
    });
    expect(await running).toMatchObject({ kind: "connection" });
    await expect.poll(runningBusily, { timeout: 5_000 }).toEqual([]);
  });

  it("with the invoker's rights is cancelled, and may be read as slowly as the request allows", async () => {
    const session = await begun();
    const running = failureOf(
      readAll(session.call(await found(session, "busy_invoker"), new Map(), 1_000_000)),
    );
    await expect.poll(runningBusily).toHaveLength(1);
    await session.cancel();
    expect(await running).toMatchObject({ kind: "cancelled" });
    expect(session.isOpen()).toBe(true);
  });

  it("is cancelled by a user who may end other users' statements", async () => {
    await database.run(`GRANT CONNECTION ADMIN ON *.* TO '${user}'@'%'`);
    try {
      const session = await begun();
      expect(await limitIn(session, 5_000)).toBe(60);
      const running = failureOf(readAll(session.call(await found(session, "busy"), new Map(), 50_000)));
      await expect.poll(runningBusily).toHaveLength(1);
      await session.cancel();
      expect(await running).toMatchObject({ kind: "cancelled" });
      expect(session.isOpen()).toBe(true);
    } finally {
      await database.run(`REVOKE CONNECTION ADMIN ON *.* FROM '${user}'@'%'`);
    }
  });
});
