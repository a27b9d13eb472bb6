import type { Identity } from "../../identity.ts";
import { UserError } from "../../interject/errors.ts";
import { raised } from "../../interject/raised.ts";
import { log } from "../../log.ts";
import type { Connection } from "./connection/find-connection.ts";
import { discardSession, returnSession, takeSession } from "./connection/pools.ts";
import { type Execution, type Session, SqlFailure, type StreamedTable } from "./engines/engine.ts";
import { isLost, told } from "./failure-text.ts";

/** What a transaction needs to know of the request that it belongs to. */
export interface TransactionOptions {
  readonly user: Identity | null;
  /** Aborted when the caller goes away or the function's time ends. */
  readonly signal: AbortSignal;
  /** Called with what a routine says to the person in Excel beside its results. */
  readonly notify: (text: string) => void;
}

/** All that one request does over one connection: it counts as a whole, or not at all. */
export interface Transaction {
  readonly session: Session;
  /**
   * Waits for work of the session, and has the server end it when its time is up or nobody waits for it any more.
   * @throws UserError for what the person in Excel can understand, else SqlFailure
   */
  readonly guard: <T>(work: () => Promise<T>) => Promise<T>;
  /** The same for each batch of rows. @param limitMs of waiting for the server, however long the rows take to be sent */
  readonly read: (execution: Execution, limitMs: number) => AsyncGenerator<StreamedTable>;
  readonly commit: () => Promise<void>;
  /** Undoes what has not been committed, and gives the connection back. Never throws. */
  readonly end: () => Promise<void>;
}

/** The server's own limit, for statements that nobody is left to end: no function lives longer. It counts time in which rows are sent, too. */
const longestStatementMs = 900_000;

/** What a cancelled statement may take to end before its connection is ended instead. */
const cancelMs = 3_000;
/** What the end of a transaction may take: until then it is not given up, for giving up says nothing about its outcome. */
const endMs = 30_000;

/**
 * Begins a transaction in which the database knows the verified user.
 * @throws UserError where the database cannot be reached
 */
export async function beginTransaction(
  connection: Connection,
  { user, signal, notify }: TransactionOptions,
): Promise<Transaction> {
  const { name, statementSeconds } = connection.settings;
  const longestMs = statementSeconds * 1000;
  const session = await takeSession(connection).catch((error: unknown) => {
    throw told(error, name, longestMs);
  });
  let committed = false;
  session.onMessage = (text) => {
    const notice = raised(text);
    if (/usernotice:/i.test(text)) notify(notice.message);
  };

  /** Waits for work, until `leftMs` of its limit have passed or the request is over. */
  async function guarded<T>(work: () => Promise<T>, limitMs: number, leftMs = limitMs): Promise<T> {
    signal.throwIfAborted();
    let stoppedFor: unknown;
    let last: NodeJS.Timeout | undefined;
    const stop = (reason: unknown) => {
      if (stoppedFor !== undefined) return;
      stoppedFor = reason;
      last = setTimeout(() => session.destroy(), cancelMs);
      session.cancel().catch(() => session.destroy());
    };
    const aborted = () => stop(signal.reason);
    const timer = setTimeout(() => stop(new SqlFailure("timeout", "")), leftMs);
    signal.addEventListener("abort", aborted, { once: true });
    try {
      const result = await work();
      if (stoppedFor !== undefined) throw stoppedFor;
      return result;
    } catch (error) {
      throw told(stoppedFor ?? error, name, limitMs);
    } finally {
      clearTimeout(timer);
      clearTimeout(last);
      signal.removeEventListener("abort", aborted);
    }
  }

  /** A driver would wait for ever: its rows cannot go on before this call ends, nor this call before its rows are read. */
  let reading = false;
  function refuseOverlap(): void {
    if (!reading) return;
    throw new Error(
      `Read the rows of the last call on ${name} to their end, or leave them, before the next call`,
    );
  }

  async function* read({ tables }: Execution, limitMs: number): AsyncGenerator<StreamedTable> {
    refuseOverlap();
    reading = true;
    try {
      yield* readTables(tables, limitMs);
    } finally {
      reading = false;
    }
  }

  async function* readTables(
    tables: AsyncIterable<StreamedTable>,
    limitMs: number,
  ): AsyncGenerator<StreamedTable> {
    const time = { limitMs, leftMs: limitMs };
    for await (const { columns, rows } of timed(tables, time)) {
      yield { columns, rows: timed(rows, time) };
    }
  }

  /** Reads on, and counts the time that the source took: not the one in which its rows are sent. */
  async function* timed<T>(
    source: AsyncIterable<T>,
    time: { readonly limitMs: number; leftMs: number },
  ): AsyncGenerator<T> {
    const iterator = source[Symbol.asyncIterator]();
    try {
      for (;;) {
        const begun = performance.now();
        const { done, value } = await guarded(() => iterator.next(), time.limitMs, Math.max(1, time.leftMs));
        time.leftMs -= performance.now() - begun;
        if (done === true) return;
        yield value;
      }
    } finally {
      // Whoever left may have left a statement that nobody waits for any more.
      if (signal.aborted) await session.cancel().catch(() => session.destroy());
      await iterator.return?.().catch(() => session.destroy());
    }
  }

  /** Waits for work, and ends the connection where nothing is heard of it. */
  async function unlessSilent(work: () => Promise<void>, ms: number): Promise<void> {
    const timer = setTimeout(() => session.destroy(), ms);
    try {
      await work();
    } finally {
      clearTimeout(timer);
    }
  }

  async function end(): Promise<void> {
    session.onMessage = () => {};
    try {
      if (!session.isOpen()) return discardSession(connection, session);
      // A connection that is ended is rolled back, too.
      if (!committed) await unlessSilent(() => session.rollback(), cancelMs);
      returnSession(connection, session);
    } catch (error) {
      // The server undoes what a broken connection has not committed.
      log.warn("rollback-failed", { connection: name, error });
      discardSession(connection, session);
    }
  }

  try {
    await guarded(
      () => session.begin({ identity: identityOf(user), statementMs: longestStatementMs }),
      longestMs,
    );
  } catch (error) {
    discardSession(connection, session);
    throw error;
  }
  return {
    session,
    async guard(work) {
      refuseOverlap();
      return guarded(work, longestMs);
    },
    read,
    async commit() {
      signal.throwIfAborted();
      try {
        await unlessSilent(() => session.commit(), endMs);
        committed = true;
      } catch (error) {
        if (!isLost(error)) throw told(error, name, longestMs);
        throw new UserError(
          "The connection to the database was lost while it confirmed: what you sent may be saved or not. Pull again to see.",
          { cause: error },
        );
      }
    },
    end,
  };
}

/** What a database is told of the caller: the token's words, empty where the token does not say. */
function identityOf(user: Identity | null): ReadonlyMap<string, string> {
  return new Map([
    ["user_id", user?.userId ?? ""],
    ["client_id", user?.clientId ?? ""],
    ["login_name", user?.loginName ?? ""],
    ["subject", user?.subject ?? ""],
    ["issuer", user?.issuer ?? ""],
    ["roles", user?.roles.join(",") ?? ""],
  ]);
}
