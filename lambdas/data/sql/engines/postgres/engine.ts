import pg from "pg";
import type { Engine, Server, Session } from "../engine.ts";
import { cancelRequest } from "./cancel.ts";
import { findRoutinesText, routinesOf } from "./catalogue.ts";
import { failureOf } from "./errors.ts";
import { callRoutine, runStatement } from "./execution.ts";
import { parserOf } from "./values.ts";

/** PostgreSQL from version 14 on, and what speaks its protocol. */
export const postgres: Engine = { connect };

/** Time that a client may let a transaction wait between two batches: the gateway's own limit of an answer. */
const idleInTransactionMs = 900_000;

/** With an option that the driver's types do not have. */
type QueryArray = pg.QueryArrayConfig & { readonly queryMode: "extended" };

async function connect(server: Server): Promise<Session> {
  const client = new pg.Client({
    host: server.host,
    port: server.port ?? 5432,
    database: server.database,
    user: server.user,
    password: server.password,
    ssl: server.tls === null ? false : { ca: [...server.tls.ca], rejectUnauthorized: server.tls.verify },
    connectionTimeoutMillis: server.connectTimeoutMs,
    keepAlive: true,
    application_name: "Interject data API",
    types: { getTypeParser: parserOf } as pg.CustomTypesConfig,
  });
  let open = true;
  const closed = () => {
    open = false;
  };
  // Without a listener a connection that breaks while idle would end the process.
  client.on("error", closed);
  client.on("end", closed);
  try {
    await client.connect();
  } catch (error) {
    client.end().catch(closed);
    throw failureOf(error);
  }

  async function run(text: string, values: readonly unknown[] = []): Promise<pg.QueryArrayResult> {
    try {
      // The extended protocol takes one statement at a time, whatever stands in the text.
      const query: QueryArray = { text, values: [...values], rowMode: "array", queryMode: "extended" };
      return await client.query(query);
    } catch (error) {
      throw failureOf(error);
    }
  }

  const session: Session = {
    isOpen: () => open,
    async reset() {
      await run("DISCARD ALL");
    },
    async begin({ identity, statementMs }) {
      const settings = new Map([
        ...[...identity].map(([name, value]) => [`interject.${name}`, value] as const),
        ["statement_timeout", String(statementMs)],
        ["idle_in_transaction_session_timeout", String(idleInTransactionMs)],
        // The form in which values arrive is the one that `values.ts` reads.
        ["datestyle", "ISO, YMD"],
        ["intervalstyle", "postgres"],
        ["bytea_output", "hex"],
      ]);
      const calls = [...settings].map((_, at) => `set_config($${2 * at + 1}, $${2 * at + 2}, true)`);
      await run("BEGIN");
      // In the transaction alone (`true`): its end clears them.
      await run(`SELECT ${calls.join(", ")}`, [...settings].flat());
    },
    async commit() {
      const { command } = await run("COMMIT");
      // A transaction with an error in it answers so to COMMIT, without an error.
      if (command === "ROLLBACK")
        throw failureOf(new Error("The transaction had failed before it was to be committed"));
    },
    async rollback() {
      await run("ROLLBACK");
    },
    async findRoutines(name) {
      try {
        const { rows } = await client.query({
          text: findRoutinesText,
          values: [name.schema, name.name],
          // The catalogue's own types, arrays among them, are read as `pg` reads them.
          types: pg.types,
        });
        return routinesOf(rows, name);
      } catch (error) {
        throw failureOf(error);
      }
    },
    call: (routine, values) => callRoutine(run, routine, values),
    query: (text, values) => runStatement(run, text, values),
    cancel: () => cancelRequest(server, client),
    destroy() {
      open = false;
      client.connection.stream.destroy();
    },
    onMessage: () => {},
  };
  client.on("notice", ({ message }) => message !== undefined && session.onMessage(message));
  return session;
}
