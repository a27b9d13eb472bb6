import pg from "pg";
import type { Server, Session } from "../engine.ts";
import { routineCall, statementCall } from "./call.ts";
import { cancelRequest } from "./cancel.ts";
import { type PostgresDetail, routinesOf, routinesQuery } from "./catalogue.ts";
import { openConnection } from "./connect.ts";
import { statementFailure } from "./errors.ts";
import { execute } from "./execution.ts";
import { forms, watchForms } from "./forms.ts";
import { statementsOver } from "./statements.ts";

/**
 * How long a transaction may wait between two batches of rows: as long as the gateway lets an answer take.
 */
const idleInTransactionMs = 900_000;

/** A session on a PostgreSQL server. @throws SqlFailure `authentication`, `connection` */
export async function openSession(server: Server): Promise<Session<PostgresDetail>> {
  const client = await openConnection(server);
  let open = true;
  const closed = () => {
    open = false;
  };
  client.on("error", closed);
  client.on("end", closed);

  const statements = statementsOver(client);
  const { run } = statements;
  const watch = watchForms(client, run);

  /** What any caller of this connection was told, by name. */
  const told = new Set<string>();

  const session: Session<PostgresDetail> = {
    isOpen: () => open,
    /**
     * A setting that was never set is NULL to `current_setting(name, true)`. Once it has been, it is an empty
     * text for the rest of the connection, whatever is reset (PostgreSQL: "Customized Options").
     */
    canTell: (identity) => [...identity].every(([name, value]) => value !== null || !told.has(name)),
    async reset() {
      await run("DISCARD ALL");
    },
    async begin({ identity, statementMs }) {
      const known = [...identity].filter((entry): entry is [string, string] => entry[1] !== null);
      for (const [name] of known) told.add(name);
      const settings = new Map([
        ...known.map(([name, value]) => [`interject.${name}`, value] as const),
        ["statement_timeout", String(statementMs)],
        ["idle_in_transaction_session_timeout", String(idleInTransactionMs)],
        ...forms,
      ]);
      const calls = [...settings].map((_, at) => `set_config($${2 * at + 1}, $${2 * at + 2}, true)`);
      await run("BEGIN");
      // `true` sets them for the transaction alone: its end clears them.
      await run(`SELECT ${calls.join(", ")}`, [...settings].flat());
      watch.begin();
    },
    async commit() {
      const { command } = await run("COMMIT");
      // A transaction in which a statement failed answers COMMIT with ROLLBACK, and not with an error.
      if (command === "ROLLBACK")
        throw statementFailure(new Error("The transaction had failed before it was to be committed"));
    },
    async rollback() {
      await run("ROLLBACK");
    },
    async findRoutines(name) {
      try {
        const { rows } = await client.query({
          text: routinesQuery,
          values: [name.schema, name.name],
          // The catalogue's own types, arrays among them, are read as `pg` reads them.
          types: pg.types,
        });
        return routinesOf(rows, name);
      } catch (error) {
        throw statementFailure(error);
      }
    },
    call: (routine, values) => execute(statements, watch, routineCall(routine, values)),
    query: (text, values) => execute(statements, watch, statementCall(text, values)),
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
