import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import type { Connection } from "../../../../../lambdas/data/sql/connection/find-connection.ts";
import { closePools, returnSession, takeSession } from "../../../../../lambdas/data/sql/connection/pools.ts";
import type { Session } from "../../../../../lambdas/data/sql/engines/engine.ts";
import type { ConnectionSettings } from "../../../../../lambdas/settings/connections.ts";
import { startTdsServer } from "../../../../support/tds-server.ts";

afterEach(async () => {
  vi.useRealTimers();
  await closePools();
});

/**
 * A server that counts sign-ins; from `silentFrom` statements on it answers nothing any more, as a dropped
 * connection does.
 */
async function counted({ poolSize = 1, silentFrom = Number.POSITIVE_INFINITY } = {}) {
  let statements = 0;
  async function* never(): AsyncGenerator<Buffer> {
    await new Promise(() => {});
    yield Buffer.alloc(0);
  }
  const server = await startTdsServer({
    answer: () => {
      statements++;
      return statements === silentFrom ? never() : null;
    },
  });
  onTestFinished(() => server.close());
  const settings: ConnectionSettings = {
    name: "Sales",
    engine: "sqlserver",
    url: `sqlserver://api:secret@127.0.0.1:${server.port}/finance`,
    poolSize,
    statementSeconds: 30,
    routines: [],
    tables: [],
    allowText: false,
  };
  return {
    server,
    statements: () => statements,
    connection: (clientId: string | null = null) => ({ settings, source: settings, clientId }),
  };
}

const start = { identity: new Map(), statementMs: 30_000 };

/** Takes a connection as a request does, and begins on it if it is kept. */
async function take(connection: Connection): Promise<Session> {
  return (await takeSession(connection, (kept) => kept.begin(start))).session;
}

describe("a pool", () => {
  it("gives the same connection to one request after the other", async () => {
    const { server, connection } = await counted();
    for (let at = 0; at < 3; at++) {
      const session = await take(connection());
      await returnSession(connection(), session);
    }
    expect(server.logins).toHaveLength(1);
  });

  it("never gives the connection of one client to another", async () => {
    const { server, connection } = await counted();
    const [one, other] = [await take(connection("one")), await take(connection("other"))];
    expect(one).not.toBe(other);
    await returnSession(connection("one"), one);
    await returnSession(connection("other"), other);
    expect(await take(connection("one"))).toBe(one);
    expect(server.logins).toHaveLength(2);
    await returnSession(connection("one"), one);
  });

  it("does not try a connection that has been idle for more than a minute", async () => {
    const { server, connection } = await counted();
    await returnSession(connection(), await take(connection()));
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
    const session = await take(connection());
    expect(server.logins).toHaveLength(2);
    await returnSession(connection(), session);
  });

  it("takes from a connection what a request left on it when it is given back, not at its next use", async () => {
    const { statements, connection } = await counted();
    const session = await take(connection());
    const reset = vi.spyOn(session, "reset");
    const before = statements();
    await returnSession(connection(), session);
    expect(reset).toHaveBeenCalledTimes(1);
    expect(statements()).toBe(before + 1);
  });

  it("begins a request on a kept connection, and asks it nothing before", async () => {
    const { connection } = await counted();
    const session = await take(connection());
    await returnSession(connection(), session);
    const [reset, begin] = [vi.spyOn(session, "reset"), vi.spyOn(session, "begin")];
    const taken = await takeSession(connection(), (kept) => kept.begin(start));
    expect(taken).toEqual({ session, hasBegun: true });
    expect(reset).not.toHaveBeenCalled();
    expect(begin).toHaveBeenCalledTimes(1);
    await returnSession(connection(), session);
  });

  it("replaces a kept connection on which a request cannot begin, and leaves a new one to the request", async () => {
    const { connection } = await counted();
    const session = await take(connection());
    await returnSession(connection(), session);
    const taken = await takeSession(connection(), async () => {
      throw new Error("refused");
    });
    expect(taken.hasBegun).toBe(false);
    expect(taken.session).not.toBe(session);
    expect(session.isOpen()).toBe(false);
    await returnSession(connection(), taken.session);
  });

  it("ends a connection that cannot be reset", async () => {
    // The first statement prepares a new connection, the second is its reset.
    const { server, connection } = await counted({ silentFrom: 2 });
    const first = await take(connection());
    await returnSession(connection(), first);
    expect(first.isOpen()).toBe(false);
    const session = await take(connection());
    expect(server.logins).toHaveLength(2);
    await returnSession(connection(), session);
  }, 15_000);

  it("gives up an idle connection that answers nothing, and takes a new one", async () => {
    // The third statement begins a request on the kept connection.
    const { server, connection } = await counted({ silentFrom: 3 });
    const first = await take(connection());
    await returnSession(connection(), first);
    const session = await take(connection());
    expect(session).not.toBe(first);
    expect(server.logins).toHaveLength(2);
    await returnSession(connection(), session);
  }, 15_000);

  it("has requests wait for each other when all connections are in use, and says so when that takes too long", async () => {
    const { connection, server } = await counted({ poolSize: 2 });
    const held = [await take(connection()), await take(connection())];
    const waiting = take(connection());
    const [first] = held;
    if (first !== undefined) await returnSession(connection(), first);
    expect(await waiting).toBe(first);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const hopeless = take(connection()).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await hopeless).toMatchObject({
      kind: "connection",
      message: "No connection of Sales became free in time",
    });
    expect(server.logins).toHaveLength(2);
    vi.useRealTimers();
    for (const session of held) await returnSession(connection(), session);
  });
});
