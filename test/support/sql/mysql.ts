import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Connection, createConnection } from "mysql2/promise";
import type { SqlServer } from "./server.ts";

/**
 * A database of its own on a MySQL or MariaDB server, with the routines of the contract suite; the API signs
 * in as a user who may only run them.
 * @param url of a user who may create databases and users
 */
export async function mysqlServer(url: string): Promise<SqlServer> {
  const id = `interject_test_${process.pid}_${Date.now().toString(36)}`;
  const administrator = await createConnection({ uri: url, rowsAsArray: true, charset: "utf8mb4" });
  const run = async (text: string) => (await administrator.query(text))[0] as unknown as unknown[][];
  await run(`create database ${id} character set utf8mb4`);
  await run(`use ${id}`);
  const statements = readFileSync(join(import.meta.dirname, "mysql.sql"), "utf8").split(/^\/\/$/m);
  for (const statement of statements) await run(statement);
  await run(`create user '${id.slice(-30)}'@'%' identified by 'test'`);
  await run(
    `grant select, insert, update, delete, execute, create temporary tables on ${id}.* to '${id.slice(-30)}'@'%'`,
  );
  const apiUrl = new URL(url);
  apiUrl.pathname = `/${id}`;
  apiUrl.username = id.slice(-30);
  apiUrl.password = "test";
  return {
    engine: "mysql",
    schema: id,
    everyType: {
      columns: [
        ["Flag", "Boolean"],
        ["Small", "Int16"],
        ["Whole", "Int32"],
        ["Large", "Int64"],
        ["Unsigned", "Decimal"],
        ["Exact", "Decimal"],
        ["Double", "Double"],
        ["Single", "Single"],
        ["Text", "String"],
        ["Fixed", "String"],
        ["Day", "DateTime"],
        ["Moment", "DateTime"],
        ["Stamp", "DateTime"],
        ["Time", "String"],
        ["Year", "Int16"],
        ["Bytes", "String"],
        ["Bits", "Boolean"],
        ["Nothing", "String"],
        ["Json", "String"],
      ],
      rows: [
        [
          "True",
          "-32768",
          "2147483647",
          "9223372036854775807",
          "18446744073709551615",
          "12345678901234567890.123456789012345678",
          "0.1",
          "0.5",
          'a"\\\n\t😀<&>',
          "ab",
          "2026-06-16",
          "2026-06-16T11:04:08.25",
          "2026-06-16T11:04:08",
          "11:04:08",
          "2026",
          "AAH/",
          "True",
          null,
          '{"a": [1, null]}',
        ],
        ["False", ...Array<null>(7).fill(null), "", ...Array<null>(10).fill(null)],
      ],
    },
    placeholder: "?",
    missingAmount: /^amount: .*doubled needs it/,
    url: apiUrl.href,
    rows: run,
    cannotEnd: null,
    async running() {
      const others = `db = '${id}' and id <> connection_id() and command <> 'Sleep'`;
      return (await run(`select id from information_schema.processlist where ${others}`)).length;
    },
    async connections() {
      // Not by user: while a routine runs it is its owner who is listed.
      const others = `db = '${id}' and id <> connection_id()`;
      const rows = await run(`select id from information_schema.processlist where ${others}`);
      return rows.map(([connection]) => String(connection));
    },
    kill: (connection) => endConnection(administrator, connection),
    takesAnyPassword: async () => false,
    async close() {
      await run(`drop database ${id}`);
      await run(`drop user '${id.slice(-30)}'@'%'`);
      await administrator.end();
    },
  };
}

async function endConnection(administrator: Connection, connection: string): Promise<void> {
  // It may have ended by itself since it was listed.
  await administrator.query(`kill ${connection}`).catch(() => {});
}
