import { onTestFinished } from "vitest";
import type { Execution, Server, Session } from "../../../../../../lambdas/data/sql/engines/engine.ts";
import { sqlServer } from "../../../../../../lambdas/data/sql/engines/sqlserver/engine.ts";
import type { Cell, Column, Row, Table } from "../../../../../../lambdas/interject/response/table.ts";
import {
  type Answer,
  startTdsServer,
  type TdsServer,
  type TdsServerOptions,
} from "../../../../../support/tds-server.ts";

/** Where the test's server is, and as whom to sign in. */
export function serverAt(port: number, change: Partial<Server> = {}): Server {
  return {
    host: "127.0.0.1",
    port,
    database: "finance",
    user: "api",
    password: "secret",
    tls: null,
    connectTimeoutMs: 10_000,
    ...change,
  };
}

/** A server with its script and a session on it, both gone when the test is. */
export async function signedIn(
  options: TdsServerOptions = {},
): Promise<{ readonly server: TdsServer; readonly session: Session }> {
  const server = await startTdsServer(options);
  onTestFinished(() => server.close());
  const session = await sqlServer.connect(serverAt(server.port));
  onTestFinished(() => session.destroy());
  return { server, session };
}

export interface ReadTable {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Everything that an execution returns. */
export async function readAll({ tables }: Execution): Promise<ReadTable[]> {
  const read: ReadTable[] = [];
  for await (const table of tables) read.push({ columns: table.columns, rows: await rowsOf(table) });
  return read;
}

export async function rowsOf(table: Table): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const batch of batchesOf(table)) rows.push(...batch);
  return rows;
}

export function batchesOf({ rows }: Table): AsyncGenerator<readonly Row[]> {
  if (!(Symbol.asyncIterator in rows)) throw new Error("the rows are not a stream");
  return rows[Symbol.asyncIterator]() as AsyncGenerator<readonly Row[]>;
}

/** Everything that the server answers to a statement. */
export const ask = (session: Session) => readAll(session.query("SELECT what the test says", []));

/** Everything that comes of an answer. */
export async function read(answer: Answer): Promise<ReadTable[]> {
  const { session } = await signedIn({ answer: ({ kind }) => (kind === "rpc" ? answer : null) });
  return ask(session);
}
