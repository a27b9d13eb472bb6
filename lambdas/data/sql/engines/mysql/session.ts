import { destroyAfter } from "../destroy-after.ts";
import { quoted } from "../dialect.ts";
import { type Server, type Session, SqlFailure } from "../engine.ts";
import type { MySqlAnswer } from "./answer.ts";
import { type MySqlCall, routineCall, statementCall } from "./call.ts";
import { type MySqlDetail, routinesOf, routinesQuery } from "./catalogue.ts";
import { openConnection } from "./connect.ts";
import { dialect } from "./dialect.ts";
import { execute } from "./execution.ts";
import { beginOwn, refuseEnded, unfinished } from "./own-transaction.ts";
import { StatementChannel } from "./statement-channel.ts";
import { warningsOf } from "./warnings.ts";

/** How long a transaction may wait between two statements: as long as the gateway lets an answer take. */
const idleSeconds = 900;

/** How many different warnings a request is told: a save can have some for each of its rows. */
const maxWarnings = 5;

/**
 * What every session starts with.
 * - Strict modes beside the server's own, so that a value which does not fit is an error and never
 *   cut off in silence.
 * - The database's collation. The server compares no two texts of different collations where both count as
 *   much, and a user variable, such as the identity's, counts as much as a column. A database that is not in
 *   utf8mb4 needs nothing: there the variable's collation wins.
 * - An end to connections that nobody uses. Until then a transaction on a dead network holds its locks: for
 *   eight hours by the server's default.
 */
const settings = `SET NAMES utf8mb4,
  SESSION sql_mode = CONCAT(@@SESSION.sql_mode, ',STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO'),
  SESSION collation_connection =
    IF(LEFT(@@collation_database, 8) = 'utf8mb4_', @@collation_database, @@collation_connection),
  SESSION wait_timeout = LEAST(@@SESSION.wait_timeout, ${idleSeconds})`;

/** A session on a MySQL or MariaDB server. @throws SqlFailure `authentication`, `connection`, `other` */
export async function openSession(server: Server): Promise<Session<MySqlDetail>> {
  const channel = new StatementChannel(server, await openConnection(server));
  let role = "";
  try {
    // Part of connecting: a server that has signed the user in can fall silent all the same.
    await destroyAfter(channel, server.connectTimeoutMs, async () => {
      await channel.rowsOf(settings, null);
      role = await roleOf(channel);
    });
    return sessionOn(channel, server, role);
  } catch (error) {
    channel.destroy();
    throw error;
  }
}

/** @param setRole the statement that sets back the role with which the user signed in */
function sessionOn(channel: StatementChannel, server: Server, setRole: string): Session<MySqlDetail> {
  /** Tells the execution under way that it is cancelled, for it can be between two of its statements. */
  let stop: AbortController | null = null;
  /** Whether the transaction of a request is open, as far as this session is concerned. */
  let hasBegun = false;
  /** Whether a procedure of this request has been found to leave the transaction open. */
  let isTrusted = false;
  /** Whether the last procedure left a transaction open that is not the request's. */
  let leftOpen = false;
  const verify = async (outcome: MySqlAnswer | SqlFailure, said = "") => {
    if (!hasBegun) {
      leftOpen = !(outcome instanceof SqlFailure) && outcome.isInTransaction();
      return;
    }
    if (outcome instanceof SqlFailure) {
      // A lost connection tells nothing any more. Where the server itself undoes the transaction, as after a
      // deadlock, its end is no routine's work.
      if (outcome.kind !== "connection" && outcome.kind !== "conflict") await refuseEnded(channel, outcome);
      return;
    }
    // A save by row calls a procedure for each row. The flag costs no round trip; the commit looks again.
    if (isTrusted && outcome.isInTransaction()) return;
    await refuseEnded(channel, said === "" ? undefined : new SqlFailure("raised", said));
    isTrusted = true;
  };
  /** The server's limit of the request and of the statement that runs; 0 is no limit. */
  let requestMs = 0;
  let currentMs = 0;
  const limitTo = async (ms: number) => {
    if (ms === currentMs) return;
    await channel.rowsOf(`SET ${limitOf(channel, ms)}`, null);
    currentMs = ms;
  };
  /** The warnings that this request has been told. */
  const told = new Set<string>();
  const warn = async (answer: MySqlAnswer) => {
    for (const warning of await warningsOf(channel, answer)) {
      if (told.has(warning) || told.size >= maxWarnings) continue;
      told.add(warning);
      session.onMessage(`UserNotice: The database cut or changed something: ${warning}`);
    }
  };
  const start = (plan: () => MySqlCall, limitMs: number) => {
    stop = new AbortController();
    return execute(channel, plan, { limit: () => limitTo(limitMs), warn, verify }, stop.signal);
  };

  const session: Session<MySqlDetail> = {
    isOpen: () => channel.isOpen,
    /**
     * `COM_RESET_CONNECTION` leaves the current database and the role as they are, so these are
     * set back by name.
     */
    async reset() {
      hasBegun = false;
      leftOpen = false;
      requestMs = 0;
      currentMs = 0;
      await channel.reset();
      if (server.database !== "") await channel.rowsOf(`USE ${quoted(dialect, server.database)}`, null);
      await channel.rowsOf(settings, null);
      await channel.rowsOf(setRole, null);
    },
    /** The identity is in user variables: `user_id` in `@interject_user_id`. */
    async identify({ identity, statementMs }) {
      const names = [...identity.keys()].map((name) => `@${quoted(dialect, `interject_${name}`)}`);
      // A bound value has the collation of its character set; the cast gives it the session's.
      const variables = names.map((name) => `${name} = CAST(? AS CHAR)`);
      await channel.rowsOf(`SET ${[...variables, limitOf(channel, statementMs)].join(", ")}`, [
        ...identity.values(),
      ]);
      told.clear();
      requestMs = statementMs;
      currentMs = statementMs;
    },
    async begin(start) {
      await session.identify(start);
      await beginOwn(channel);
      hasBegun = true;
      isTrusted = false;
    },
    async commit() {
      if (!hasBegun) {
        if (leftOpen) throw unfinished();
        return;
      }
      await refuseEnded(channel);
      hasBegun = false;
      await limitTo(requestMs);
      await channel.rowsOf("COMMIT", null);
    },
    async rollback() {
      hasBegun = false;
      await channel.rowsOf("ROLLBACK", null);
    },
    findRoutines: async ({ schema, name }) =>
      routinesOf(await channel.rowsOf(routinesQuery, [schema, name, schema, name])),
    /**
     * The server's limit counts the time in which rows wait for a slow reader. So it is as short as the
     * request's own only for a routine that KILL does not end.
     */
    call: (routine, values, limitMs = requestMs) =>
      start(() => routineCall(routine, values), routine.detail.canBeKilled ? requestMs : limitMs),
    query: (text, values) => start(() => statementCall(text, values), requestMs),
    async cancel() {
      stop?.abort();
      await channel.cancel();
    },
    destroy: () => channel.destroy(),
    /** Called with warnings alone: MySQL sends nothing beside results. */
    onMessage: () => {},
  };
  return session;
}

/** MariaDB counts seconds and stops any statement, MySQL milliseconds and stops only SELECT. */
function limitOf(channel: StatementChannel, ms: number): string {
  return channel.isMariaDb
    ? `SESSION max_statement_time = ${(ms / 1_000).toFixed(3)}`
    : `SESSION max_execution_time = ${Math.ceil(ms)}`;
}

/** MariaDB cannot set a default role back without its name, which is that of the role at the start. */
async function roleOf(channel: StatementChannel): Promise<string> {
  if (!channel.isMariaDb) return "SET ROLE DEFAULT";
  const [row] = await channel.rowsOf("SELECT CURRENT_ROLE()", null);
  const role = row?.[0];
  return typeof role === "string" ? `SET ROLE ${quoted(dialect, role)}` : "SET ROLE NONE";
}
