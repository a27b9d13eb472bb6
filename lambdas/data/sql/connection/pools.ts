import { Pool, TimeoutError } from "tarn";
import { log } from "../../../log.ts";
import { destroyAfter } from "../engines/destroy-after.ts";
import { type Session, SqlFailure } from "../engines/engine.ts";
import { engines } from "../engines/index.ts";
import type { Connection } from "./find-connection.ts";

/** How long a request waits for a connection while other requests of the same process hold all of them. */
const acquireTimeoutMillis = 20_000;

/**
 * How long a connection may be idle and still be tried. Databases and networks drop idle connections after
 * minutes, often silently; they hardly ever drop one that was used within the last minute.
 */
const idleTimeoutMillis = 60_000;

/**
 * How long a reset or the beginning of a transaction may take: a round trip or a few. A connection that was
 * dropped never answers.
 */
const answerMs = 3_000;

/**
 * Signed-in connections, kept as long as the function's process lives. Each connection of the settings has a
 * pool for each of its clients, so that no signed-in connection ever serves two clients.
 */
const pools = new Map<string, Pool<Session>>();

/** A connection for one request, and whether the request's beginning is done on it. */
export interface TakenSession {
  readonly session: Session;
  readonly hasBegun: boolean;
}

/**
 * Takes a connection that is as good as new. One that was kept from an earlier request may have been dropped
 * since, so the request begins on it: if it does not answer in time, or refuses, another takes its place.
 * @param begin what the request does first: it changes nothing that the end of the connection does not undo
 * @returns a new connection, on which nothing has begun, or a kept one, on which the request has begun
 * @throws SqlFailure `connection` where no connection becomes free in time, or what signing in throws
 */
export async function takeSession(
  connection: Connection,
  begin: (session: Session) => Promise<void>,
): Promise<TakenSession> {
  const pool = poolOf(connection);
  for (;;) {
    const session = await acquire(pool, connection.settings.name);
    if (!returnedAt.has(session)) return { session, hasBegun: false };
    if (!isIdleTooLong(session) && (await answers(session, () => begin(session)))) {
      return { session, hasBegun: true };
    }
    // The next connection of the pool may be dead too. When all have been replaced, it is a new one.
    discardSession(connection, session);
    log.info("connection-replaced", { connection: connection.settings.name });
  }
}

/**
 * Gives a connection back for the next request, and first takes from it what the request left: a lock that an
 * idle connection holds would block others for as long as Lambda keeps the process. Wait for it before the
 * response ends, because Lambda may freeze the process then. A connection that cannot be reset is ended.
 */
export async function returnSession(connection: Connection, session: Session): Promise<void> {
  if (!(await answers(session, () => session.reset()))) return discardSession(connection, session);
  returnedAt.set(session, Date.now());
  poolOf(connection).release(session);
}

/** Ends a connection whose state is not known. */
export function discardSession(connection: Connection, session: Session): void {
  session.destroy();
  // The pool takes the connection back and, as it is not open, drops it at the next `acquire`.
  poolOf(connection).release(session);
}

/** Ends every connection. For tests, and for a process that is to end. */
export async function closePools(): Promise<void> {
  const open = [...pools.values()];
  pools.clear();
  await Promise.all(open.map((pool) => pool.destroy()));
}

/** When each connection was given back, in milliseconds since 1970. A new connection is not in the map. */
const returnedAt = new WeakMap<Session, number>();

/**
 * Whether it is not worth asking a connection. Lambda freezes a process between requests, and the pool's own
 * idle timer with it.
 */
function isIdleTooLong(session: Session): boolean {
  return Date.now() - (returnedAt.get(session) ?? 0) > idleTimeoutMillis;
}

/** Whether a question that may take {@link answerMs} is answered, and not with a refusal. */
async function answers(session: Session, question: () => Promise<void>): Promise<boolean> {
  try {
    await destroyAfter(session, answerMs, question);
    return session.isOpen();
  } catch {
    return false;
  }
}

function poolOf(connection: Connection): Pool<Session> {
  const { settings, source, clientId } = connection;
  // As JSON, so that no two pairs of a name and a client's id give the same key. With the source, because a
  // client map can be changed: the sessions of the old pool then end by themselves, for they are idle.
  const key = JSON.stringify([settings.name, clientId, settings.perClientFrom === undefined ? null : source]);
  const known = pools.get(key);
  if (known !== undefined) return known;
  const pool = new Pool<Session>({
    create: () => signIn(connection),
    destroy: (session) => session.destroy(),
    validate: (session) => session.isOpen(),
    min: 0,
    max: settings.poolSize,
    acquireTimeoutMillis,
    idleTimeoutMillis,
    propagateCreateError: true,
  });
  pools.set(key, pool);
  return pool;
}

async function acquire(pool: Pool<Session>, name: string): Promise<Session> {
  try {
    return await pool.acquire().promise;
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
    throw new SqlFailure("connection", `No connection of ${name} became free in time`, { cause: error });
  }
}

/**
 * Loads what signing in needs when it is first needed: most requests find a connection open. The driver comes
 * while the secret does, because the settings say which it is.
 */
async function signIn(connection: Connection): Promise<Session> {
  // What fails here fails again where it is waited for.
  engines[connection.settings.engine].load().catch(() => {});
  const signingIn = await import("./sign-in.ts");
  return signingIn.signIn(connection);
}
