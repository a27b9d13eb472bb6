import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Execution, Session } from "../../../../../../lambdas/data/sql/engines/engine.ts";
import { postgres } from "../../../../../../lambdas/data/sql/engines/postgres/engine.ts";
import { skipReason, testServer, uniqueName } from "../../../../../support/databases.ts";

const server = testServer("TEST_POSTGRES_URL");

describe.skipIf(server === null)(`streams of PostgreSQL${skipReason("TEST_POSTGRES_URL")}`, () => {
  const schema = uniqueName("interject_streams");
  let administrator: pg.Client;
  let session: Session;
  beforeAll(async () => {
    if (server === null) throw new Error("Without a server no test may run.");
    const { host, port, database, user, password } = server;
    administrator = new pg.Client({ host, port, database, user, password });
    await administrator.connect();
    await administrator.query(`create schema ${schema};
      create table ${schema}.items (id integer);
      create function ${schema}.many(out id integer, out name text) returns setof record language sql as $$
        select i, 'row ' || i from generate_series(1, 50000) i
      $$;
      create function ${schema}.cursor(size integer) returns refcursor language plpgsql as $$
      declare c refcursor := 'a "quoted" name';
      begin open c for select repeat('x', size) from generate_series(1, 100); return c; end $$`);
    session = await postgres.connect(server);
    await session.begin({ identity: new Map(), statementMs: 60_000 });
  });
  afterAll(async () => {
    session?.destroy();
    await administrator.query(`drop schema ${schema} cascade`);
    await administrator.end();
  });

  const call = async (name: string, values: Readonly<Record<string, string>> = {}) => {
    const [routine] = await session.findRoutines({ schema, name });
    if (routine === undefined) throw new Error(`There is no routine ${name}.`);
    return session.call(routine, new Map(Object.entries(values)));
  };
  /** How many rows came at a time. */
  const batches = async ({ tables }: Execution) => {
    const sizes: number[] = [];
    for await (const { rows } of tables) for await (const batch of rows) sizes.push(batch.length);
    return sizes;
  };
  const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);

  it("bring the rows of a set with output parameters as they come", async () => {
    const sizes = await batches(await call("many"));
    expect(sum(sizes)).toBe(50_000);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(2_000);
  });

  it("hold but a few of a cursor's large rows at a time", async () => {
    const sizes = await batches(await call("cursor", { size: "1000000" }));
    expect(sum(sizes)).toBe(100);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(2);
  });

  it.each([
    ["insert into items select generate_series(1, 25) returning id", 25, 25],
    ["with made as (insert into items values (1), (2) returning id) select id from made", 2, 0],
    ["with made as (select 7 as id) insert into items select id from made returning id", 1, 1],
    ["/* a comment */ (select 1 union select 2)", 2, 0],
    ["select 5 as id into temporary table chosen", 0, 0],
    ["update items set id = 0 where id > 3", 0, 23],
  ])("read and count %j", async (text, rows, changed) => {
    const execution = session.query(text.replace(" items", ` ${schema}.items`), []);
    expect(sum(await batches(execution))).toBe(rows);
    expect(execution.changedRows()).toBe(changed);
  });

  it("can be left after a row, and the next statement runs", async () => {
    for await (const { rows } of session.query("select generate_series(1, 1000000)", []).tables) {
      for await (const batch of rows) {
        expect(batch.length).toBeGreaterThan(0);
        break;
      }
    }
    expect(await batches(session.query("select 1", []))).toEqual([1]);
  });

  it.each(["copy (select 1) to stdout", "copy pg_class to stdout", "copy items from stdin"])(
    "refuse %j with a sentence, and the connection goes on",
    async (text) => {
      await session.rollback();
      await session.begin({ identity: new Map(), statementMs: 60_000 });
      const execution = session.query(text.replace(" items", ` ${schema}.items`), []);
      await expect(batches(execution)).rejects.toMatchObject({ kind: "data", message: /COPY has no table/ });
      await session.rollback();
      await session.begin({ identity: new Map(), statementMs: 60_000 });
      expect(await batches(session.query("select 1", []))).toEqual([1]);
    },
  );
});
