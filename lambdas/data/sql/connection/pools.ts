import { Pool, TimeoutError } from "tarn";
import { log } from "../../../log.ts";
import { type Session, SqlFailure } from "../engines/engine.ts";
import { engines } from "../engines/index.ts";
import type { Connection } from "./find-connection.ts";
import { forgetSecret } from "./secrets.ts";
import { serverOf } from "./server.ts";

/** How long a request waits for a connection that others of the same process hold. */
const acquireTimeoutMillis = 20_000;
/** Databases and the network between drop idle connections after minutes, often without a word; a younger one is hardly ever dead. */
const idleTimeoutMillis = 60_000;
/** What a connection may take to show that it is alive: one round trip. */
const resetMs = 3_000;

/**
 * Signed-in connections, kept as long as the function's process lives: one pool for each connection of the settings and each
 * client of it, so that no connection ever serves two clients.
 */
const pools = new Map<string, Pool<Session>>();

/**
 * A connection that is as good as new.
 * @throws SqlFailure `connection` where none becomes free in time, or what signing in throws
 */
export async function takeSession(connection: Connection): Promise<Session> {
  const pool = poolOf(connection);
  for (;;) {
    const session = await acquire(pool, connection.settings.name);
    if (!returnedAt.has(session) || (await isAsGoodAsNew(session))) return session;
    // The next one may have died too, but sooner or later it is a new one.
    discardSession(connection, session);
    log.info("connection-replaced", { connection: connection.settings.name });
  }
}

/** Gives a connection back for the next request. */
export function returnSession(connection: Connection, session: Session): void {
  returnedAt.set(session, Date.now());
  poolOf(connection).release(session);
}

/** Ends a connection whose state is not known. */
export function discardSession(connection: Connection, session: Session): void {
  session.destroy();
  // The pool drops a connection that is not open when it is next asked for one.
  poolOf(connection).release(session);
}

/** Ends every connection. For tests, and for a process that is to end. */
export async function closePools(): Promise<void> {
  const open = [...pools.values()];
  pools.clear();
  await Promise.all(open.map((pool) => pool.destroy()));
}

/** When each connection was last given back, in milliseconds since 1970; a new one never was. */
const returnedAt = new WeakMap<Session, number>();

/** Resets a connection, unless it has been idle for so long that trying would only cost time: Lambda freezes processes for minutes. */
async function isAsGoodAsNew(session: Session): Promise<boolean> {
  if (Date.now() - (returnedAt.get(session) ?? 0) > idleTimeoutMillis) return false;
  // A connection that was dropped without a word answers nothing at all.
  const timer = setTimeout(() => session.destroy(), resetMs);
  try {
    await session.reset();
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

function poolOf(connection: Connection): Pool<Session> {
  const { settings, clientId } = connection;
  // As JSON, so that no client's id can be taken for another's.
  const key = JSON.stringify([settings.name, clientId]);
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

/** Signs in, and once more with a secret that is read again where the database refuses the one at hand (rotation). */
async function signIn(connection: Connection): Promise<Session> {
  const engine = engines[connection.settings.engine];
  try {
    return await engine.connect(await serverOf(connection));
  } catch (error) {
    const { secret } = connection.source;
    if (secret === undefined || !(error instanceof SqlFailure) || error.kind !== "authentication")
      throw error;
    log.warn("secret-read-again", { connection: connection.settings.name });
    forgetSecret(secret);
    return engine.connect(await serverOf(connection));
  }
}
