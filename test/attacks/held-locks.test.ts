import { describe, expect, it } from "vitest";
import { report } from "../../lambdas/data/report.ts";
import { subjectOn } from "../support/sql/contract/subject.ts";
import { mysqlServer } from "../support/sql/mysql.ts";
import { postgresServer } from "../support/sql/postgres.ts";
import { type SqlServer, serverUrl } from "../support/sql/server.ts";

/**
 * Locks that belong to a session, not to a transaction, as any routine may take them.
 * @param take the statement that takes the lock
 * @param isFree asks from another session whether it is free, as a number or truth value
 */
function locksAreLeft(start: () => Promise<SqlServer>, take: string, isFree: string): void {
  const subject = subjectOn(start);
  const taking = (fails: boolean) =>
    report({
      parameters: {},
      run: async ({ sql }) => {
        await sql().rows(take);
        if (fails) throw new Error("after the lock");
        return { columns: [], rows: [] };
      },
    });

  it.each([
    ["that was answered", false],
    ["that failed", true],
  ])("a lock of a request %s is free when its answer has ended", async (_, fails) => {
    await subject.pullOwn(taking(fails));
    const [[free] = []] = await subject.server.rows(isFree);
    expect(Number(free)).toBe(1);
    // The connection was kept for the next request, rather than ended with its locks.
    if (subject.server.cannotEnd === null) expect(await subject.server.connections()).toHaveLength(1);
  });
}

const postgres = serverUrl("TEST_POSTGRES_URL");
describe.skipIf(postgres === undefined)("on PostgreSQL (TEST_POSTGRES_URL names a server)", () => {
  const free = "select (count(*) = 0)::int from pg_locks where locktype = 'advisory' and objid = 471112";
  locksAreLeft(() => postgresServer(postgres ?? ""), "select pg_advisory_lock(471112)::text", free);
});

const mariadb = serverUrl("TEST_MARIADB_URL");
describe.skipIf(mariadb === undefined)("on MariaDB (TEST_MARIADB_URL names a server)", () => {
  const take = "select get_lock('interject_attack', 0)";
  locksAreLeft(() => mysqlServer(mariadb ?? ""), take, "select is_free_lock('interject_attack')");
});
