import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { CallAnswer, Session, SqlValue } from "../../../../../../lambdas/data/sql/engines/engine.ts";
import { postgres } from "../../../../../../lambdas/data/sql/engines/postgres/engine.ts";
import type { Cell } from "../../../../../../lambdas/interject/response/table.ts";
import { skipReason, testServer } from "../../../../../support/databases.ts";

const server = testServer("TEST_POSTGRES_URL");

/** Counts the messages to a server by their type's letter, from `start()` on. */
async function countingProxy(target: { readonly host: string; readonly port: number }) {
  let sent: Buffer[] = [];
  const proxy = createServer((client) => {
    const onward = connect(target.port, target.host);
    client.on("data", (bytes: Buffer) => sent.push(bytes));
    client.pipe(onward).pipe(client);
    client.on("error", () => onward.destroy());
    onward.on("error", () => client.destroy());
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  return {
    port: (proxy.address() as AddressInfo).port,
    start: () => {
      sent = [];
    },
    counts: () => {
      const bytes = Buffer.concat(sent);
      const counts: Record<string, number> = {};
      for (let at = 0; at < bytes.length; at += 1 + bytes.readInt32BE(at + 1)) {
        const letter = bytes.toString("latin1", at, at + 1);
        counts[letter] = (counts[letter] ?? 0) + 1;
      }
      return counts;
    },
    close: () => proxy.close(),
  };
}

describe.skipIf(server === null)(`many calls on PostgreSQL${skipReason("TEST_POSTGRES_URL")}`, () => {
  let proxy: Awaited<ReturnType<typeof countingProxy>>;
  let session: Session;
  let messages: string[];
  beforeAll(async () => {
    if (server !== null) proxy = await countingProxy(server);
  });
  afterAll(() => proxy?.close());
  beforeEach(async () => {
    if (server === null) throw new Error("Without a server no test may run.");
    session = await postgres.connect({ ...server, host: "127.0.0.1", port: proxy.port });
    messages = [];
    session.onMessage = (text) => messages.push(text);
    await session.begin({ identity: new Map(), statementMs: 60_000 });
  });
  afterEach(() => session.destroy());

  const query = async (text: string) => {
    const all: (readonly Cell[])[] = [];
    for await (const table of session.query(text, []).tables)
      for await (const batch of table.rows) all.push(...(batch as readonly (readonly Cell[])[]));
    return all;
  };
  /** Makes a routine for this connection alone, and calls it for each of the values. */
  const callEach = async (definition: string, calls: Iterable<Readonly<Record<string, SqlValue>>>) => {
    await query(`create ${definition}`);
    const [, name = ""] = /pg_temp\.(\w+)/.exec(definition) ?? [];
    const [[schema] = []] = await query("select nspname from pg_namespace where oid = pg_my_temp_schema()");
    const [routine] = await session.findRoutines({ schema: String(schema), name });
    if (routine === undefined) throw new Error(`There is no routine ${name}.`);
    proxy.start();
    return (
      session.callEach?.(
        routine,
        Iterator.from(calls).map((values) => new Map(Object.entries(values))),
      ) ?? null
    );
  };
  const numbers = (count: number) => Array.from({ length: count }, (_, at) => ({ n: String(at + 1) }));
  /** Reads until the end, and adds each answer to `read`. */
  const readInto = async (read: CallAnswer[], answers: AsyncIterable<CallAnswer> | null) => {
    if (answers === null) throw new Error("The calls are not sent together.");
    for await (const answer of answers) read.push(answer);
    return read;
  };
  const doubled = "function pg_temp.doubled(n int) returns table (twice int) language sql as 'select 2 * n'";

  it("are answered in order, up to a hundred together after the first", async () => {
    const answers = await readInto([], await callEach(doubled, numbers(250)));
    expect(answers.map(({ row }) => row)).toEqual(numbers(250).map(({ n }) => [String(2 * Number(n))]));
    expect(answers[249]?.columns).toEqual([{ name: "twice", type: "Int32" }]);
    // Parse, Bind, Execute, Sync: of 1, 100, 100 and 49 calls; of fewer where a call takes longer than 5 ms.
    const { P, B, E, S } = proxy.counts();
    expect([B, E]).toEqual([250, 250]);
    expect(S).toBe(P);
    expect(P).toBeLessThanOrEqual(30);
  });

  it("go one at a time where each takes long, so that nobody waits for what is not wanted", async () => {
    const slow = `function pg_temp.slow(n int) returns int language sql as 'select n from pg_sleep(0.6)'`;
    const answers = await callEach(slow, numbers(20));
    for await (const { row } of answers ?? []) if (row?.[0] === "2") break;
    expect(proxy.counts()).toMatchObject({ B: 2, S: 2 });
  });

  it("give the first row alone, and none as null", async () => {
    const definition = `function pg_temp.some(n int) returns setof int language sql as 'select i from generate_series(1, n) i'`;
    const answers = await readInto([], await callEach(definition, [{ n: "3" }, { n: "0" }, { n: "2" }]));
    expect(answers.map(({ row }) => row)).toEqual([["1"], null, ["1"]]);
  });

  it("give the outputs of each, and a function's return value", async () => {
    const procedure = `procedure pg_temp.close_line(in n int, inout said text) language plpgsql as $$ begin said := 'line ' || n; end $$`;
    const closed = await readInto(
      [],
      await callEach(
        procedure,
        numbers(3).map(({ n }) => ({ n, said: null })),
      ),
    );
    expect(closed.map(({ columns, row, outputs }) => [columns, row, outputs.get("said")])).toEqual([
      [[], null, "line 1"],
      [[], null, "line 2"],
      [[], null, "line 3"],
    ]);
    const scalar = "function pg_temp.next(n int) returns int language sql as 'select n + 1'";
    const next = await readInto([], await callEach(scalar, numbers(2)));
    expect(next.map(({ outputs }) => outputs.get("RETURN_VALUE"))).toEqual(["2", "3"]);
  });

  it("end at the one that fails, behind the answers before", async () => {
    const definition = `function pg_temp.check_line(n int) returns int language plpgsql as $$
      begin
        raise notice 'at %', n;
        if n = 7 then raise exception 'UserError: Line 7 is closed.'; end if;
        return n;
      end $$`;
    const answers: CallAnswer[] = [];
    const reading = readInto(answers, await callEach(definition, numbers(20)));
    await expect(reading).rejects.toMatchObject({ kind: "raised", message: "UserError: Line 7 is closed." });
    expect(answers.map(({ row }) => row)).toEqual(numbers(6).map(({ n }) => [n]));
    expect(messages).toEqual(numbers(7).map(({ n }) => `at ${n}`));
    await session.rollback();
    await session.begin({ identity: new Map(), statementMs: 60_000 });
    expect(await query("select 1")).toEqual([["1"]]);
  });

  it("tell what each has said with its answer, and nothing of those behind one that is left", async () => {
    const definition = `function pg_temp.speak(n int) returns int language plpgsql as $$ begin raise notice 'at %', n; return n; end $$`;
    const answers = await callEach(definition, numbers(50));
    for await (const { row } of answers ?? []) {
      expect(messages.at(-1)).toBe(`at ${row?.[0]}`);
      if (row?.[0] === "10") break;
    }
    expect(messages).toHaveLength(10);
    expect(await query("select 1")).toEqual([["1"]]);
    expect(messages).toHaveLength(10);
  });

  it("throw what their values throw behind the answers before", async () => {
    function* values() {
      yield* numbers(150);
      throw new Error("The cell is no number.");
    }
    const answers: CallAnswer[] = [];
    const reading = readInto(answers, await callEach(doubled, values()));
    await expect(reading).rejects.toThrow("The cell is no number.");
    expect(answers).toHaveLength(150);
    expect(await query("select 1")).toEqual([["1"]]);
  });

  describe("of a routine that leaves another time zone", () => {
    const definition = (from: number) => `function pg_temp.note_time(n int, at timestamptz) returns text
      language plpgsql as $$
      begin
        if n >= ${from} then perform set_config('timezone', 'Asia/Kolkata', true); end if;
        return to_char(at at time zone 'UTC', 'HH24');
      end $$`;
    const noons = numbers(5).map(({ n }) => ({ n, at: "2026-06-16T12:00:00" }));

    it("take each value in UTC all the same", async () => {
      const answers = await readInto([], await callEach(definition(1), noons));
      expect(answers.map(({ row }) => row)).toEqual(noons.map(() => ["12"]));
      // Each alone, and the zone between.
      expect(proxy.counts()).toMatchObject({ S: 9 });
    });

    it("are refused where only a later call does, since the values behind it were misread", async () => {
      const reading = readInto([], await callEach(definition(3), noons));
      await expect(reading).rejects.toMatchObject({
        kind: "data",
        message: expect.stringContaining("changes the setting TimeZone"),
      });
    });
  });

  it("are not sent together where each opens a cursor", async () => {
    const definition = `function pg_temp.opened(n int) returns refcursor language plpgsql as $$
      declare c refcursor; begin open c for select n; return c; end $$`;
    expect(await callEach(definition, numbers(2))).toBeNull();
  });

  it("fail as a whole where the connection is lost", async () => {
    const definition = `function pg_temp.lost(n int) returns int language plpgsql as $$
      begin if n = 5 then perform pg_terminate_backend(pg_backend_pid()); end if; return n; end $$`;
    const answers: CallAnswer[] = [];
    const reading = readInto(answers, await callEach(definition, numbers(20)));
    await expect(reading).rejects.toMatchObject({ kind: "connection" });
    expect(answers.length).toBeLessThan(5);
    await vi.waitFor(() => expect(session.isOpen()).toBe(false));
  });
});
