import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { startDatabase } from "../../../local/demo/start.ts";
import type { SqlServer } from "./server.ts";

const everyType: SqlServer["everyType"] = {
  columns: [
    ["Flag", "Boolean"],
    ["Small", "Int16"],
    ["Whole", "Int32"],
    ["Large", "Int64"],
    ["Exact", "Decimal"],
    ["Double", "Double"],
    ["Text", "String"],
    ["Fixed", "String"],
    ["Day", "DateTime"],
    ["Moment", "DateTime"],
    ["Zoned", "DateTime"],
    ["Bytes", "String"],
    ["Id", "Guid"],
    ["Nothing", "String"],
    ["Json", "String"],
  ],
  rows: [
    [
      "True",
      "-32768",
      "2147483647",
      "9223372036854775807",
      "12345678901234567890.123456789012345678",
      "0.1",
      'a"\\\n\t😀<&>',
      "ab",
      "2026-06-16",
      "2026-06-16T11:04:08.25",
      "2026-06-16T05:34:08.000001",
      "AAH/",
      "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
      null,
      '{"a": [1, null]}',
    ],
    ["False", null, null, null, null, null, "", ...Array<null>(8).fill(null)],
  ],
};

const common = {
  engine: "postgres",
  schema: "api",
  everyType,
  placeholder: "$1",
  missingAmount: /^amount: .*doubled needs it/,
} as const;

/**
 * A database of its own on a PostgreSQL server, with the routines of the contract suite; the API signs in as
 * a user who owns nothing.
 * @param url of a user who may create databases and users
 */
export async function postgresServer(url: string): Promise<SqlServer> {
  const id = `interject_test_${process.pid}_${Date.now()}`;
  const administrator = await connected(url);
  const own = new URL(url);
  own.pathname = `/${id}`;
  await administrator.query(`create database ${id}`);
  await administrator.query(`create user ${id} password 'test'`);
  const database = await connected(own.href);
  await database.query(readFileSync(join(import.meta.dirname, "postgres.sql"), "utf8"));
  await database.query(`grant usage on schema api to ${id}`);
  await database.query(`grant select, insert, update, delete on all tables in schema api to ${id}`);
  await database.query(`grant temporary on database ${id} to ${id}`);
  const apiUrl = new URL(own);
  apiUrl.username = id;
  apiUrl.password = "test";
  return {
    ...common,
    url: apiUrl.href,
    async rows(text) {
      const { rows } = await database.query({ text, rowMode: "array" });
      return rows;
    },
    cannotEnd: null,
    async running() {
      const { rowCount } = await database.query(
        "select from pg_stat_activity where usename = $1 and state = 'active'",
        [id],
      );
      return rowCount ?? 0;
    },
    async connections() {
      const { rows } = await database.query<{ pid: number }>(
        "select pid from pg_stat_activity where usename = $1",
        [id],
      );
      return rows.map(({ pid }) => String(pid));
    },
    async kill(pid) {
      await database.query("select pg_terminate_backend($1)", [Number(pid)]);
    },
    async takesAnyPassword() {
      const rule = "select auth_method from pg_hba_file_rules where type = 'host' limit 1";
      const { rows } = await administrator.query<{ auth_method: string }>(rule);
      return rows[0]?.auth_method === "trust";
    },
    async close() {
      await database.end();
      await administrator.query(`drop database ${id} with (force)`);
      await administrator.query(`drop user ${id}`);
      await administrator.end();
    },
  };
}

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

/**
 * The embedded database, PostgreSQL in WebAssembly, with the same routines: in a folder of its own, which is
 * deleted at the end.
 */
export async function embeddedServer(): Promise<SqlServer> {
  const folder = mkdtempSync(join(tmpdir(), "contract-"));
  const running = await startDatabase({ folder, port: 0, log: () => {} });
  const database = await connected(running.ownerUrl);
  await database.query(readFileSync(join(import.meta.dirname, "postgres.sql"), "utf8"));
  await database.query("grant usage on schema api to interject_api");
  await database.query("grant select, insert, update, delete on all tables in schema api to interject_api");
  return {
    ...common,
    url: running.url,
    async rows(text) {
      const { rows } = await database.query({ text, rowMode: "array" });
      return rows;
    },
    // Who could be asked is waiting for the same session.
    running: async () => 0,
    cannotEnd: "PGlite has one session for all connections",
    connections: async () => [],
    kill: async () => {},
    takesAnyPassword: async () => true,
    async close() {
      await database.end();
      await running.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
