import pg from "pg";
import { type Server, type Session, SqlFailure } from "../engine.ts";
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

  /** What any caller of this connection was told, or a routine has set, by name. */
  const told = new Set<string>();
  let isUsed = false;

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
      const unsaid = [...identity.keys()].filter((name) => identity.get(name) === null);
      const settings = new Map([
        ...known.map(([name, value]) => [`interject.${name}`, value] as const),
        ["statement_timeout", String(statementMs)],
        ["idle_in_transaction_session_timeout", String(idleInTransactionMs)],
        ...forms,
      ]);
      // `true` sets them for the transaction alone: its end clears them.
      const calls = [...settings].map((_, at) => `set_config($${2 * at + 1}, $${2 * at + 2}, true)`);
      const left = unsaid.map((_, at) => `current_setting($${2 * settings.size + at + 1}, true)`);
      await run("BEGIN");
      const values = [...[...settings].flat(), ...unsaid.map((name) => `interject.${name}`)];
      const { rows } = await run(`SELECT ${[...left, ...calls].join(", ")}`, values);
      const emptied = unsaid.filter((_, at) => typeof rows[0]?.[at] === "string");
      for (const name of emptied) told.add(name);
      if (isUsed && emptied.length > 0)
        throw new SqlFailure("other", "A routine set what this connection tells of a caller.");
      isUsed = true;
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
