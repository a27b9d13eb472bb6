import pg from "pg";
import type { Cell, Row } from "../../../../interject/response/table.ts";
import { type Server, type Session, SqlFailure, type TransactionStart } from "../engine.ts";
import { routineCall, statementCall } from "./call.ts";
import { callEach } from "./call-each.ts";
import { cancelRequest } from "./cancel.ts";
import { type PostgresDetail, routinesOf, routinesQueries } from "./catalogue.ts";
import { openConnection } from "./connect.ts";
import { statementFailure } from "./errors.ts";
import { execute } from "./execution.ts";
import { forms, watchForms } from "./forms.ts";
import { Pipeline } from "./pipeline.ts";
import { statementsOver } from "./statements.ts";
import type { Statement } from "./wire.ts";

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

  const statements = statementsOver(client, () => hasBegun);
  const { run } = statements;
  const watch = watchForms(client, run);

  /** What any caller of this connection was told, or a routine has set, by name. */
  const told = new Set<string>();
  let isUsed = false;
  let hasBegun = false;
  /** Calls that were sent together: each keeps the server's messages until its answer is read. */
  let listening: Pipeline | null = null;

  /**
   * Sets the identity, the limits and the forms of texts, in one round trip with what is to be done first.
   * @param isLocal for the open transaction alone, whose end clears them; else until the reset
   */
  async function tell(
    { identity, statementMs }: TransactionStart,
    isLocal: boolean,
    first: readonly Statement[] = [],
  ): Promise<void> {
    const known = [...identity].filter((entry): entry is [string, string] => entry[1] !== null);
    for (const [name] of known) told.add(name);
    const unsaid = [...identity.keys()].filter((name) => identity.get(name) === null);
    const settings = new Map([
      ...known.map(([name, value]) => [`interject.${name}`, value] as const),
      // Seen in pg_stat_activity and in the server's log; the server cuts it at 63 bytes.
      ["application_name", `Interject ${identity.get("correlation_id") ?? ""}`],
      ["statement_timeout", String(statementMs)],
      ["idle_in_transaction_session_timeout", String(idleInTransactionMs)],
      ...forms,
    ]);
    const calls = [...settings].map((_, at) => `set_config($${2 * at + 1}, $${2 * at + 2}, ${isLocal})`);
    const left = unsaid.map((_, at) => `current_setting($${2 * settings.size + at + 1}, true)`);
    const values = [...[...settings].flat(), ...unsaid.map((name) => `interject.${name}`)];
    const text = `SELECT ${["pg_backend_pid()", ...left, ...calls].join(", ")}`;
    let row: Row = [];
    const pipeline = client.query(new Pipeline([...first, { text, values }]));
    for await (const answer of pipeline.answers()) row = answer.row ?? row;
    const [process, ...cells] = row as readonly Cell[];
    if (!isLocal && Number(process) !== processOf(client)) throw sharedConnection();
    const emptied = unsaid.filter((_, at) => typeof cells[at] === "string");
    for (const name of emptied) told.add(name);
    if (isUsed && emptied.length > 0)
      throw new SqlFailure("other", "A routine set what this connection tells of a caller.");
    isUsed = true;
    watch.begin();
  }

  const session: Session<PostgresDetail> = {
    isOpen: () => open,
    /**
     * A setting that was never set is NULL to `current_setting(name, true)`. Once it has been, it is an empty
     * text for the rest of the connection, whatever is reset (PostgreSQL: "Customized Options").
     */
    canTell: (identity) => [...identity].every(([name, value]) => value !== null || !told.has(name)),
    async reset() {
      hasBegun = false;
      await run("DISCARD ALL");
    },
    async identify(start) {
      await tell(start, false);
    },
    async begin(start) {
      hasBegun = true;
      await tell(start, true, [{ text: "BEGIN", values: [] }]);
    },
    async commit() {
      if (!hasBegun) return;
      const { command } = await run("COMMIT");
      // A transaction in which a statement failed answers COMMIT with ROLLBACK, and not with an error.
      if (command === "ROLLBACK")
        throw statementFailure(new Error("The transaction had failed before it was to be committed"));
      hasBegun = false;
    },
    async rollback() {
      if (hasBegun) await run("ROLLBACK");
      hasBegun = false;
    },
    async findRoutines(name) {
      try {
        for (const text of routinesQueries) {
          // The catalogue's own types, arrays among them, are read as `pg` reads them.
          const { rows } = await client.query({ text, values: [name.schema, name.name], types: pg.types });
          if (rows.length > 0) return routinesOf(rows, name);
        }
        return [];
      } catch (error) {
        throw statementFailure(error);
      }
    },
    call: (routine, values) => execute(statements, watch, routineCall(routine, values)),
    callEach(routine, rows) {
      // Each cursor is read by a statement of its own.
      const opensCursors =
        routine.detail.returns === "cursors" || routine.parameters.some(({ type }) => type === "refcursor");
      if (opensCursors) return null;
      const calls = Iterator.from(rows).map((values) => routineCall(routine, values));
      const listen = (pipeline: Pipeline | null) => {
        listening = pipeline;
      };
      return callEach(client, watch, calls, listen, (text) => session.onMessage(text));
    },
    query: (text, values) => execute(statements, watch, statementCall(text, values)),
    cancel: () => cancelRequest(server, client),
    destroy() {
      open = false;
      client.connection.stream.destroy();
    },
    onMessage: () => {},
  };
  client.on("notice", ({ message }) => {
    if (message === undefined) return;
    if (listening === null) session.onMessage(message);
    else listening.addNotice(message);
  });
  return session;
}

/** The server's process for a connection (PostgreSQL: "Message Flow", BackendKeyData), as `pg` keeps it. */
function processOf(client: pg.Client): unknown {
  return (client as unknown as { readonly processID: unknown }).processID;
}

/** A pooler's key is its own. What is set on a server's connection that it lends to all would be anyone's. */
function sharedConnection(): SqlFailure {
  return new SqlFailure(
    "other",
    'A pooler stands before the server and may lend its connections to others. Routines can own their transactions only on a connection to the server itself: set "transaction": "request".',
  );
}
