import type { Socket } from "node:net";
import { type Connection, type ConnectionOptions, createConnection } from "mysql2";
import type { Engine, Server, Session, SqlValue } from "../engine.ts";
import { findRoutinesText, routinesOf } from "./catalogue.ts";
import { failureOf } from "./errors.ts";
import { callRoutine, runStatement } from "./execution.ts";
import { bindable } from "./values.ts";

/** MySQL from version 8 on, and MariaDB. They send no messages beside results, so `onMessage` is never called. */
export const mysql: Engine = { connect };

async function connect(server: Server): Promise<Session> {
  const connection = await signIn(server);
  const isMariaDb =
    (await text(connection, "SELECT VERSION()"))[0]?.[0]?.toString().includes("MariaDB") === true;
  let open = true;
  const closed = () => {
    open = false;
  };
  // Without a listener a connection that breaks while idle would end the process.
  connection.on("error", closed);
  connection.on("end", closed);

  const session: Session = {
    isOpen: () => open,
    reset: () =>
      new Promise((resolve, reject) =>
        connection.reset((error: Error | null) => (error === null ? resolve() : reject(failureOf(error)))),
      ),
    async begin({ identity, statementMs }) {
      // A reset forgets these too. Strict, so that a value which does not fit is an error and not another value.
      await text(connection, "SET NAMES utf8mb4");
      const limit = isMariaDb
        ? `max_statement_time = ${statementMs / 1000}`
        : `max_execution_time = ${statementMs}`;
      await text(
        connection,
        `SET SESSION sql_mode = CONCAT_WS(',', @@sql_mode, 'STRICT_ALL_TABLES'), SESSION ${limit}`,
      );
      await set(connection, new Map([...identity].map(([name, value]) => [`interject_${name}`, value])));
      await text(connection, "START TRANSACTION");
    },
    commit: async () => void (await text(connection, "COMMIT")),
    rollback: async () => void (await text(connection, "ROLLBACK")),
    async findRoutines({ schema, name }) {
      await set(
        connection,
        new Map([
          ["interject_schema", schema],
          ["interject_name", name],
        ]),
      );
      return routinesOf(await text(connection, findRoutinesText), name);
    },
    call: (routine, values) =>
      callRoutine({ connection, set: (map) => set(connection, map), cancel }, routine, values),
    query: (statement, values) =>
      runStatement({ connection, set: (map) => set(connection, map), cancel }, statement, values),
    cancel,
    destroy() {
      open = false;
      // The driver's own `destroy` would leave whoever waits for an answer waiting.
      (connection as Connection & { readonly stream: Socket }).stream.destroy(
        new Error("The connection was ended"),
      );
    },
    onMessage: () => {},
  };

  /** From a connection of its own: this one is busy. */
  async function cancel(): Promise<void> {
    const other = await signIn(server);
    try {
      await text(other, `KILL QUERY ${connection.threadId}`);
    } finally {
      other.destroy();
    }
  }
  return session;
}

function signIn({
  host,
  port,
  database,
  user,
  password,
  tls,
  connectTimeoutMs,
}: Server): Promise<Connection> {
  const options: ConnectionOptions = {
    host,
    port: port ?? 3306,
    database,
    user,
    password,
    connectTimeout: connectTimeoutMs,
    charset: "utf8mb4",
    // What the server has, as text: nothing is rounded and no time zone applied.
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    jsonStrings: true,
    rowsAsArray: true,
    multipleStatements: false,
    // A server must not be able to ask for a file of this machine (LOAD DATA LOCAL).
    flags: ["-LOCAL_FILES"],
    // AWS's tokens are sent as they are, which only a verified server may see.
    enableCleartextPlugin: tls?.verify === true,
    ...(tls === null
      ? {}
      : { ssl: { ca: [...tls.ca], rejectUnauthorized: tls.verify, verifyIdentity: tls.verify } }),
  };
  return new Promise((resolve, reject) => {
    const connection = createConnection(options);
    connection.once("error", (error: Error) => reject(failureOf(error)));
    connection.once("connect", () => resolve(connection));
  });
}

/** Runs a statement of ours that holds no value from elsewhere. */
function text(
  connection: Connection,
  statement: string,
): Promise<readonly (readonly (string | number | null)[])[]> {
  return new Promise((resolve, reject) => {
    connection.query({ sql: statement, rowsAsArray: true }, (error, rows) =>
      error === null ? resolve(rows as never) : reject(failureOf(error)),
    );
  });
}

/** Sets user variables: the names are ours, the values are bound on the server. */
function set(connection: Connection, variables: ReadonlyMap<string, SqlValue>): Promise<void> {
  if (variables.size === 0) return Promise.resolve();
  const bound = [...variables].map(([name, value]) => [name, ...bindable(value)] as const);
  const statement = `SET ${bound.map(([name, expression]) => `@${name} = ${expression}`).join(", ")}`;
  return new Promise((resolve, reject) => {
    connection.execute(
      statement,
      bound.map(([, , value]) => value),
      (error) => (error === null ? resolve() : reject(failureOf(error))),
    );
  });
}
