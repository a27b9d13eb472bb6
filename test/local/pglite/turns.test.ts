import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import Cursor from "pg-cursor";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type LocalDatabase, startDatabase } from "../../../local/demo/start-database.ts";

const folder = mkdtempSync(join(tmpdir(), "turns-test-"));
let database: LocalDatabase;
beforeAll(async () => {
  database = await startDatabase({ folder, port: 0, idleInTransactionMs: 1000, log: () => {} });
  await (await client()).query("CREATE TABLE counter (n integer); INSERT INTO counter VALUES (0)");
});
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});
const clients: Client[] = [];
afterEach(async () => {
  await Promise.allSettled(clients.splice(0).map((one) => one.end()));
});

async function client(options: Record<string, unknown> = {}): Promise<Client> {
  const one = new Client({ connectionString: database.ownerUrl, ...options });
  // A connection that the server ends is what several tests are about.
  one.on("error", () => {});
  clients.push(one);
  await one.connect();
  return one;
}

/** What the first row says under its first column. */
async function value(one: Client, text: string, values: unknown[] = []): Promise<unknown> {
  const { rows } = await one.query<Record<string, unknown>>(text, values);
  return Object.values(rows[0] ?? {})[0];
}

/** Asks for the end of what the client runs, as drivers do: over a connection of its own. */
async function cancel(one: Client): Promise<void> {
  const { processID, secretKey } = one as unknown as { processID: number; secretKey: number };
  const request = Buffer.alloc(16);
  [16, 80_877_102, processID, secretKey].forEach((number, index) => {
    request.writeInt32BE(number, 4 * index);
  });
  const socket = connect(Number(new URL(database.url).port), "127.0.0.1");
  socket.end(request).resume();
  await once(socket, "close");
}

describe("several clients", () => {
  it("are in a transaction one at a time, and all have their turn", async () => {
    const seen: string[] = [];
    await Promise.all(
      Array.from({ length: 10 }, async (_, at) => {
        const one = await client();
        await one.query("BEGIN");
        seen.push(`begin ${at}`);
        const before = Number(await value(one, "SELECT n FROM counter"));
        await sleep(5);
        await one.query("UPDATE counter SET n = $1", [before + 1]);
        seen.push(`end ${at}`);
        await one.query("COMMIT");
      }),
    );
    expect(await value(await client(), "SELECT n FROM counter")).toBe(10);
    const pairs = Array.from({ length: 10 }, (_, at) => seen.slice(2 * at, 2 * at + 2));
    for (const [begin = "", end] of pairs) expect(end).toBe(begin.replace("begin", "end"));
  });

  it("have their turn while others keep idle connections", async () => {
    const idle = await Promise.all(Array.from({ length: 8 }, () => client()));
    for (const one of idle) await one.query("SELECT 1");
    expect(await value(await client(), "SELECT $1::integer", [2])).toBe(2);
    expect(await Promise.all(idle.map((one, at) => value(one, "SELECT $1::integer", [at])))).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7,
    ]);
  });

  it("read large results at the same time, each its own", async () => {
    const counts = await Promise.all(
      [1, 2, 3].map(async (factor) => {
        const one = await client();
        const cursor = one.query(
          new Cursor<{ n: number }>("SELECT n * $1 AS n FROM generate_series(1, 20000) AS n", [factor]),
        );
        let sum = 0;
        for (let rows = await cursor.read(1000); rows.length > 0; rows = await cursor.read(1000))
          for (const { n } of rows) sum += n;
        await cursor.close();
        return sum;
      }),
    );
    expect(counts).toEqual([200_010_000, 400_020_000, 600_030_000]);
  });
});

describe("a client's turn", () => {
  it("leaves nothing of itself to another's", async () => {
    const [one, other] = [await client(), await client()];
    await one.query("SET application_name = 'one'; SET work_mem = '5MB'");
    await one.query("SELECT set_config('interject.client_id', 'local-client', false)");
    await one.query("CREATE TEMPORARY TABLE mine (n integer)");
    await one.query({ name: "mine", text: "SELECT 1" });
    await one.query("SELECT pg_advisory_lock(7); LISTEN mine; SET SESSION AUTHORIZATION interject_api");
    expect(await value(other, "SELECT session_user::text")).toBe("postgres");
    expect(await value(other, "SHOW application_name")).toBe("");
    expect(await value(other, "SHOW work_mem")).toBe("4MB");
    expect(await value(other, "SELECT current_setting('interject.client_id', true)")).toBeOneOf([null, ""]);
    expect(await value(other, "SELECT to_regclass('mine')")).toBeNull();
    expect(await value(other, "SELECT count(*)::integer FROM pg_prepared_statements")).toBe(0);
    expect(await value(other, "SELECT count(*)::integer FROM pg_listening_channels()")).toBe(0);
  });

  it("lasts to the end of a transaction, with all that it sets", async () => {
    const [one, other] = [await client(), await client()];
    await one.query("BEGIN");
    await one.query("CREATE TEMPORARY TABLE mine ON COMMIT DROP AS SELECT 5 AS n");
    const waiting = value(other, "SELECT to_regclass('mine')");
    expect(await value(one, "SELECT n FROM mine")).toBe(5);
    await one.query("COMMIT");
    expect(await waiting).toBeNull();
  });

  it("begins as the user that it signed in as, with the settings it asked for", async () => {
    const one = await client({ connectionString: database.url, application_name: "a report's" });
    const other = await client({ options: "-c work_mem=6MB" });
    for (let turn = 0; turn < 2; turn += 1) {
      expect(await value(one, "SELECT session_user::text")).toBe("interject_api");
      expect(await value(one, "SHOW application_name")).toBe("a report's");
      expect(await value(other, "SELECT session_user::text")).toBe("postgres");
      expect(await value(other, "SHOW work_mem")).toBe("6MB");
    }
    await one.query("DISCARD ALL");
    expect(await value(one, "SELECT session_user::text")).toBe("interject_api");
  });

  it("ends with its error, whatever kind of query it was", async () => {
    const one = await client();
    for (const values of [[], ["0"]])
      await expect(
        one.query(`SELECT 1 / ${values.length === 0 ? "0" : "$1::integer"}`, values),
      ).rejects.toThrow("division by zero");
    expect(await value(await client(), "SELECT 3")).toBe(3);
    await one.query("BEGIN");
    await expect(one.query("SELECT 1 / 0")).rejects.toThrow("division by zero");
    await expect(one.query("SELECT 1")).rejects.toThrow("current transaction is aborted");
    await one.query("ROLLBACK");
    expect(await value(one, "SELECT 4")).toBe(4);
  });
});

describe("a client that is gone", () => {
  const destroy = (one: Client) =>
    (one as unknown as { connection: { stream: { destroy: () => void } } }).connection.stream.destroy();

  it("has its transaction rolled back", async () => {
    const one = await client();
    await one.query("BEGIN; UPDATE counter SET n = 1000");
    destroy(one);
    expect(await value(await client(), "SELECT n FROM counter")).not.toBe(1000);
  });

  it("has its statement ended, and what was committed before is there", async () => {
    const one = await client();
    await one.query("UPDATE counter SET n = 77");
    const slow = one.query("SELECT pg_sleep(600)").catch(() => {});
    await sleep(100);
    destroy(one);
    await slow;
    expect(await value(await client(), "SELECT n FROM counter")).toBe(77);
  });

  it("has left nothing when it goes between two messages that belong together", async () => {
    const one = await client();
    const cursor = one.query(new Cursor("SELECT * FROM generate_series(1, 100000)"));
    await cursor.read(10);
    destroy(one);
    expect(await value(await client(), "SELECT count(*)::integer FROM pg_cursors")).toBe(0);
  });

  it("is let go when it is silent in a transaction while another waits", async () => {
    const one = await client();
    await one.query("BEGIN; UPDATE counter SET n = 2000");
    const ended = new Promise<string | undefined>((resolve) => {
      one.on("error", (error: Error & { code?: string }) => error.code && resolve(error.code));
    });
    expect(await value(await client(), "SELECT n FROM counter")).not.toBe(2000);
    expect(await ended).toBe("25P03");
  });
});

describe("a request to cancel", () => {
  it.each([
    ["a simple query", "SELECT pg_sleep(600)", []],
    ["a query with parameters", "SELECT pg_sleep($1)", [600]],
  ])("ends %s, and leaves its transaction failed", async (_, text, values) => {
    const one = await client();
    await one.query("BEGIN; UPDATE counter SET n = 3000");
    const slow = expect(one.query(text, values)).rejects.toMatchObject({ code: "57014" });
    await sleep(100);
    await cancel(one);
    await slow;
    await expect(one.query("SELECT 1")).rejects.toMatchObject({ code: "25P02" });
    await one.query("ROLLBACK");
    expect(await value(one, "SELECT n FROM counter")).not.toBe(3000);
  });

  it("ends a query while its rows are on their way, at the end of one of them", async () => {
    const one = await client();
    const { stream } = (one as unknown as { connection: { stream: Socket } }).connection;
    // More than a socket and the front hold together, in rows that pieces of 8 KiB do not end with.
    const large = expect(
      one.query("SELECT repeat('x', 1000) FROM generate_series(1, 100000)"),
    ).rejects.toMatchObject({ code: "57014" });
    stream.pause();
    await sleep(300);
    await cancel(one);
    await sleep(200);
    stream.resume();
    await large;
    expect(await value(one, "SELECT 5")).toBe(5);
  });

  it("ends a statement that waits for its turn", async () => {
    const [one, other] = [await client(), await client()];
    await one.query("BEGIN");
    const waiting = expect(other.query("SELECT $1::integer", [1])).rejects.toMatchObject({ code: "57014" });
    await sleep(50);
    await cancel(other);
    await waiting;
    await one.query("COMMIT");
    expect(await value(other, "SELECT 6")).toBe(6);
  });

  it("changes nothing when nothing runs", async () => {
    const one = await client();
    await one.query("CREATE TEMPORARY TABLE mine (n integer)");
    await cancel(one);
    expect(await value(one, "SELECT count(*)::integer FROM mine")).toBe(0);
  });
});

describe("what a connection cannot have", () => {
  it.each([
    ["a user", { user: "nobody" }, 'role "nobody" does not exist'],
    ["a database", { database: "other" }, 'There is no database "other" here, only "postgres".'],
    ["TLS", { ssl: true }, "The server does not support SSL connections"],
  ])("is said: %s", async (_, options, sentence) => {
    const url = new URL(database.ownerUrl);
    const one = new Client({
      host: "127.0.0.1",
      port: Number(url.port),
      user: "postgres",
      database: "postgres",
      ...options,
    });
    one.on("error", () => {});
    clients.push(one);
    await expect(one.connect().then(() => one.query("SELECT 1"))).rejects.toThrow(sentence);
    expect(await value(await client(), "SELECT 7")).toBe(7);
  });

  it("is said of COPY FROM STDIN, which ends the session but not the database", async () => {
    const one = await client();
    await one.query("UPDATE counter SET n = 88");
    await expect(one.query("COPY counter FROM STDIN")).rejects.toThrow();
    expect(await value(await client(), "SELECT n FROM counter")).toBe(88);
  });

  it("ends the connection when it is not this protocol", async () => {
    const socket = connect(Number(new URL(database.url).port), "127.0.0.1");
    socket.write("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    socket.resume();
    await once(socket, "close");
    expect(await value(await client(), "SELECT 9")).toBe(9);
  });
});
