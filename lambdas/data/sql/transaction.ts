import type { Identity } from "../../identity.ts";
import { UserError, UserNotice } from "../../interject/errors.ts";
import { raised } from "../../interject/raised.ts";
import { log } from "../../log.ts";
import type { TransactionOwner } from "../../settings/connections.ts";
import type { Connection } from "./connection/find-connection.ts";
import { discardSession, returnSession, takeSession } from "./connection/pools.ts";
import { destroyAfter } from "./engines/destroy-after.ts";
import {
  type CallAnswer,
  type Execution,
  type Session,
  type SessionIdentity,
  SqlFailure,
  type StreamedTable,
} from "./engines/engine.ts";
import { explainFailure, type Left } from "./explain-failure.ts";
import { guardSession } from "./guard.ts";
import { logUnavailable } from "./log-unavailable.ts";
import type { Work } from "./work.ts";

/** What a transaction needs to know of the request that it belongs to. */
export interface TransactionOptions {
  readonly user: Identity | null;
  /** Aborted when the caller goes away or the function's time ends. */
  readonly signal: AbortSignal;
  /** Called with what a routine says to the person in Excel beside its results. */
  readonly notify: (text: string) => void;
  /** What the database is told to know the request by, beside its user: the correlation id. */
  readonly reference: string;
  /** Is kept up to date. */
  readonly work: Work;
  /** Whether the request sends a table to save. */
  readonly isSave: boolean;
}

/**
 * All that one request does over one connection. It counts as a whole or not at all, from the beginning or
 * from {@link begin} on; what runs before that counts as the database has it.
 */
export interface Transaction {
  readonly connection: Connection;
  readonly session: Session;
  readonly work: Work;
  /** Begins it, where it was left to the routine. Once it has begun, this does nothing. */
  readonly begin: () => Promise<void>;
  /** Whether there is work that its end would undo. */
  readonly isPending: () => boolean;
  /**
   * Waits for work of the session. The server ends the work when its time is up or the request is over.
   * @throws UserError for what the person in Excel can understand, else SqlFailure
   */
  readonly wait: <T>(work: () => Promise<T>) => Promise<T>;
  /**
   * Reads what an execution returns. The server ends it likewise.
   * @param limitMs of waiting for the server, without the time in which rows are sent on; default is the
   * connection's
   */
  readonly read: (execution: Execution, limitMs?: number) => AsyncGenerator<StreamedTable>;
  /** Reads answers of calls that were sent together, each within the limit. */
  readonly readEach: (answers: AsyncIterable<CallAnswer>, limitMs: number) => AsyncGenerator<CallAnswer>;
  /**
   * Makes what was done count. A commit is waited for until the request is over: giving up sooner would only
   * leave its outcome unknown. Once it has succeeded, calling it again does nothing.
   * @throws UserError that nothing was saved, or, where the connection broke, that nobody knows; where it was
   * left to the routine, that the routine has left one open
   */
  readonly commit: () => Promise<void>;
  /** Undoes what has not been committed, and gives the connection back. Never throws. */
  readonly end: () => Promise<void>;
}

/**
 * The server's own limit for a statement, in case the function dies and nobody is left to end the statement:
 * no function lives longer. It also counts the time in which rows are sent.
 */
const longestStatementMs = 900_000;

/** How long a rollback may take to be answered. Ending the connection undoes the transaction as well. */
const rollbackMs = 3_000;

/**
 * Begins a transaction in which the database knows the verified user.
 * @param owner `routine` tells the database the user alone: whatever runs can begin a transaction itself
 * @throws UserError where the database cannot be reached
 */
export async function beginTransaction(
  connection: Connection,
  options: TransactionOptions,
  owner: TransactionOwner = "request",
): Promise<Transaction> {
  const { user, signal, notify, isSave, reference, work } = options;
  const { name, statementSeconds } = connection.settings;
  const longestMs = statementSeconds * 1000;

  /** Everything that goes wrong with the database passes here: it is logged, if need be, and worded. */
  function explain(error: unknown, limitMs = longestMs): unknown {
    logUnavailable(error, name);
    if (error instanceof SqlFailure && error.kind === "ended")
      log.error("routine-ended-transaction", { connection: name, ...faultBehind(error) });
    return explainFailure(error, limitMs, left);
  }
  /** What stays if what runs now fails. */
  let left: Left = "nothing";

  const opening = performance.now();
  let isOpened = false;
  const opened = () => {
    isOpened = true;
    work.connectingMs += performance.now() - opening;
  };
  work.connections.add(name);
  const identity = sessionIdentity(user, reference);
  const start = { identity, statementMs: longestStatementMs };
  const isLeft = owner === "routine";
  const begin = (session: Session) => (isLeft ? session.identify(start) : session.begin(start));
  const { session, hasBegun } = await takeSession(connection, async (kept) => {
    // An earlier caller has left an empty text where this one has nothing: another connection can tell it.
    if (kept.canTell?.(identity) === false) throw new SqlFailure("other", "It cannot tell this caller.");
    await begin(kept);
  }).catch((error: unknown) => {
    opened();
    throw explain(error);
  });
  session.onMessage = (text) => {
    const message = raised(text);
    if (message instanceof UserNotice) notify(message.message);
  };
  const guard = guardSession(session, signal, explain, (ms) => {
    if (isOpened) work.databaseMs += ms;
  });
  try {
    if (!hasBegun) await guard.wait(() => begin(session), longestMs);
  } catch (error) {
    discardSession(connection, session);
    throw error;
  }

  opened();
  if (isLeft) {
    left = isSave ? "perhaps a save" : "perhaps";
    work.committed = "by the routine";
  }
  let begun = !isLeft;
  let reading = false;
  let committed = false;

  /** Otherwise a driver waits for ever: the call for the rows before it, and these rows for the call. */
  function refuseOverlap(): void {
    if (!reading) return;
    throw new Error(
      `Read the rows of the last call on ${name} to their end, or leave them, before the next call`,
    );
  }

  /** Passes on what is read, while nothing else may be asked of the session. */
  async function* alone<T>(answers: AsyncIterable<T>): AsyncGenerator<T> {
    refuseOverlap();
    reading = true;
    try {
      yield* answers;
    } finally {
      reading = false;
    }
  }

  return {
    connection,
    session,
    work,

    async begin() {
      if (begun) return;
      await guard.wait(() => session.begin(start), longestMs);
      begun = true;
      left = "nothing";
      work.committed = "no";
    },

    isPending: () => begun && !committed,

    async wait(work) {
      refuseOverlap();
      return guard.wait(work, longestMs);
    },

    read: ({ tables }, limitMs = longestMs) => alone(guard.read(tables, limitMs)),

    readEach: (answers, limitMs) => alone(guard.readEach(answers, limitMs)),

    async commit() {
      if (committed) return;
      signal.throwIfAborted();
      const giveUp = () => session.destroy();
      signal.addEventListener("abort", giveUp, { once: true });
      try {
        await session.commit();
        committed = true;
        if (begun) work.committed = "yes";
      } catch (error) {
        if (begun && error instanceof SqlFailure && error.kind === "connection") work.committed = "unknown";
        throw begun ? uncommitted(error, explain) : explain(error);
      } finally {
        signal.removeEventListener("abort", giveUp);
      }
    },

    async end() {
      session.onMessage = () => {};
      try {
        if (!session.isOpen()) return discardSession(connection, session);
        if (!committed) await destroyAfter(session, rollbackMs, () => session.rollback());
        await returnSession(connection, session);
      } catch (error) {
        // The server undoes what a broken connection has not committed.
        log.warn("rollback-failed", { connection: name, error });
        discardSession(connection, session);
      }
    },
  };
}

/** Says what a commit that failed has left: nothing, or nobody knows what. */
function uncommitted(error: unknown, explain: (error: unknown) => unknown): UserError {
  if (error instanceof SqlFailure && error.kind === "connection") {
    return new UserError(
      "The connection to the database was lost while it confirmed: what you sent may be saved or not. Pull again to see.",
      { cause: error },
    );
  }
  const explained = explain(error);
  if (error instanceof SqlFailure && error.kind === "ended" && explained instanceof UserError)
    return explained;
  if (explained instanceof UserError || explained instanceof UserNotice)
    return new UserError(`Nothing was saved. ${explained.message}`, { cause: error });
  log.error("commit-failed", { error });
  return new UserError("Nothing was saved: the database refused to confirm it. Tell your administrator.", {
    cause: error,
  });
}

/** The fault of a routine that the person is not told of, for the log. */
function faultBehind({ cause }: SqlFailure): { readonly error?: SqlFailure } {
  return cause instanceof SqlFailure && cause.kind === "other" ? { error: cause } : {};
}

/**
 * What a database is told of the caller: the token's words, and null where the token says nothing. Roles are
 * a JSON list, in which a role with a comma stays one.
 */
function sessionIdentity(user: Identity | null, reference: string): SessionIdentity {
  return new Map([
    ["correlation_id", reference],
    ["principal", user?.principal ?? null],
    ["issuer", user?.issuer ?? null],
    ["subject", user?.subject ?? null],
    ["user_id", user?.userId ?? null],
    ["client_id", user?.clientId ?? null],
    ["login_name", user?.loginName ?? null],
    ["roles", user === null ? null : JSON.stringify(user.roles)],
  ]);
}
