import mysql2 from "mysql2/promise";
import type {
  Execution,
  Server,
  Session,
  SqlValue,
} from "../../../../../../lambdas/data/sql/engines/engine.ts";
import { SqlFailure } from "../../../../../../lambdas/data/sql/engines/engine.ts";
import { mysql } from "../../../../../../lambdas/data/sql/engines/mysql/engine.ts";
import type { Cell, Column } from "../../../../../../lambdas/interject/response/table.ts";
import { skipReason, testServer, uniqueName } from "../../../../../support/databases.ts";

export const mariadb = testServer("TEST_MARIADB_URL");
/** For a suite's title. */
export const skipped = skipReason("TEST_MARIADB_URL");

/** A database of the suite's own on the test server, and an administrator's connection to it. */
export async function testDatabase(collation = "utf8mb4_general_ci") {
  if (mariadb === null) throw new Error("Without a server no test may run.");
  const database = uniqueName("interject_test");
  const { host, port, user, password } = mariadb;
  const admin = await mysql2.createConnection({ host, port, user, password });
  await admin.query(`CREATE DATABASE \`${database}\` COLLATE ${collation}`);
  await admin.query(`USE \`${database}\``);
  const server: Server = { ...mariadb, database };
  const sessions: Session[] = [];
  return {
    server,
    /** Runs statements as the administrator. */
    run: async (...statements: readonly string[]) => {
      for (const statement of statements) await admin.query(statement);
    },
    /** Rows of a statement as the administrator. */
    rows: async (statement: string) => {
      const [rows] = await admin.query<mysql2.RowDataPacket[]>(statement);
      return rows.map((row) => ({ ...row }));
    },
    connect: async (other: Partial<Server> = {}) => {
      const session = await mysql.connect({ ...server, ...other });
      sessions.push(session);
      return session;
    },
    drop: async () => {
      for (const session of sessions) session.destroy();
      await admin.query(`DROP DATABASE \`${database}\``);
      await admin.end();
    },
  };
}

export type TestDatabase = Awaited<ReturnType<typeof testDatabase>>;

export interface ReadTable {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/** All tables of an execution, read to the end. */
export async function readAll(execution: Execution): Promise<readonly ReadTable[]> {
  const tables: ReadTable[] = [];
  for await (const { columns, rows } of execution.tables) {
    const read: (readonly Cell[])[] = [];
    for await (const batch of rows) read.push(...(batch as readonly (readonly Cell[])[]));
    tables.push({ columns, rows: read });
  }
  return tables;
}

/** The rows of a statement's first table. */
export async function rowsOf(session: Session, text: string, values: readonly SqlValue[] = []) {
  const [table] = await readAll(session.query(text, values));
  return table?.rows ?? [];
}

/** Calls a routine by its name in the current database. */
export async function call(session: Session, name: string, values: Readonly<Record<string, SqlValue>> = {}) {
  const [routine] = await session.findRoutines({ schema: null, name });
  if (routine === undefined) throw new Error(`There is no routine ${name}.`);
  const execution = session.call(routine, new Map(Object.entries(values)));
  const tables = await readAll(execution);
  return { tables, outputs: Object.fromEntries(execution.outputs()), changedRows: execution.changedRows() };
}

/** The failure of something that must fail with one. */
export async function failureOf(work: Promise<unknown>): Promise<SqlFailure> {
  try {
    await work;
  } catch (error) {
    if (error instanceof SqlFailure) return error;
    throw error;
  }
  throw new Error("Nothing failed.");
}
