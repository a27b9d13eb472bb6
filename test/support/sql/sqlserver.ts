import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { uniqueName } from "../databases.ts";
import type { SqlServer } from "./server.ts";
import { connected, rowsOf } from "./sqlserver-administrator.ts";

const everyType: SqlServer["everyType"] = {
  columns: [
    ["Flag", "Boolean"],
    ["Tiny", "Byte"],
    ["Small", "Int16"],
    ["Whole", "Int32"],
    ["Large", "Int64"],
    ["Exact", "Decimal"],
    ["Money", "Decimal"],
    ["SmallMoney", "Decimal"],
    ["Double", "Double"],
    ["Single", "Single"],
    ["Text", "String"],
    ["Ansi", "String"],
    ["Fixed", "String"],
    ["Day", "DateTime"],
    ["Moment", "DateTime"],
    ["Old", "DateTime"],
    ["Minute", "DateTime"],
    ["Zoned", "DateTime"],
    ["Time", "String"],
    ["Bytes", "String"],
    ["Id", "Guid"],
    ["Nothing", "String"],
    ["Xml", "String"],
    ["Variant", "String"],
  ],
  rows: [
    [
      "True",
      "255",
      "-32768",
      "2147483647",
      "9223372036854775807",
      "12345678901234567890.123456789012345678",
      "922337203685477.5807",
      "-214748.3648",
      "0.1",
      "0.1",
      'a"\\\n\t😀<&>',
      "abc",
      "ab   ",
      "2026-06-16",
      "2026-06-16T11:04:08.2500001",
      "2026-06-16T11:04:08.253",
      "2026-06-16T11:04:00",
      "2026-06-16T05:34:08.000001",
      "11:04:08",
      "AAH/",
      "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
      null,
      '<a b="1">x</a>',
      "7",
    ],
    ["False", ...Array<null>(9).fill(null), "", ...Array<null>(13).fill(null)],
  ],
};

const password = "Interject-1";
/** What a killed session may take to roll back and go. */
const killMs = 10_000;

/**
 * A database of its own on a SQL Server, with the routines of the contract suite; the API signs in with a
 * login that may run them and change the rows of their tables.
 * @param url of a login who may create databases and logins, such as `mssql://sa:password@127.0.0.1:1433/`
 */
export async function sqlserverServer(url: string): Promise<SqlServer> {
  const id = uniqueName("interject_test");
  const administrator = await connected(url, "master");
  const run = (text: string) => rowsOf(administrator, text);

  const connections = async () => {
    const rows = await run(
      `select c.connection_id from sys.dm_exec_connections as c
       join sys.dm_exec_sessions as s on s.session_id = c.session_id where s.login_name = N'${id}'`,
    );
    return rows.map(([connection]) => String(connection));
  };
  const kill = async (connection: string) => {
    const session = `select session_id from sys.dm_exec_connections where connection_id = '${connection}'`;
    const [row] = await run(session);
    if (row === undefined) return;
    await run(`kill ${Number(row[0])}`).catch(unlessEnded);
    const until = Date.now() + killMs;
    while ((await run(session)).length > 0 && Date.now() < until) await sleep(20);
  };
  const drop = async () => {
    for (const connection of await connections()) await kill(connection);
    await run(
      `if db_id(N'${id}') is not null begin
         alter database ${id} set single_user with rollback immediate;
         drop database ${id};
       end`,
    );
    await run(`if suser_id(N'${id}') is not null drop login ${id}`);
    administrator.close();
  };

  try {
    await run(`create database ${id} collate Latin1_General_100_CI_AS_SC`);
    await run(`create login ${id} with password = '${password}', check_policy = off`);
    const database = await connected(url, id);
    const statements = readFileSync(join(import.meta.dirname, "sqlserver.sql"), "utf8").split(/^go$/m);
    for (const statement of statements) await rowsOf(database, statement);
    await rowsOf(database, `create user ${id} for login ${id}`);
    await rowsOf(database, `grant select, insert, update, delete, execute on schema::api to ${id}`);
    return {
      engine: "sqlserver",
      schema: "api",
      everyType,
      placeholder: "@p1",
      missingAmount: /\bamount\b/,
      url: apiUrl(url, id),
      rows: (text) => rowsOf(database, text),
      running: async () => {
        const requests = await run(
          `select r.request_id from sys.dm_exec_requests as r
           join sys.dm_exec_sessions as s on s.session_id = r.session_id where s.login_name = N'${id}'`,
        );
        return requests.length;
      },
      connections,
      cannotEnd: null,
      kill,
      takesAnyPassword: async () => false,
      close: async () => {
        database.close();
        await drop();
      },
    };
  } catch (error) {
    await drop();
    throw error;
  }
}

function apiUrl(administratorUrl: string, id: string): string {
  const url = new URL(administratorUrl);
  url.username = id;
  url.password = password;
  url.pathname = `/${id}`;
  return url.href;
}

/** "Process ID %d is not an active process ID" (sys.messages). */
const notActive = 6106;

function unlessEnded(error: unknown): void {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error && "number" in cause && cause.number === notActive) return;
  throw error;
}
