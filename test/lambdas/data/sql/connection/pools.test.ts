import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { closePools, returnSession, takeSession } from "../../../../../lambdas/data/sql/connection/pools.ts";
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

describe("a pool", () => {
  it("gives the same connection to one request after the other", async () => {
    const { server, connection } = await counted();
    for (let at = 0; at < 3; at++) {
      const session = await takeSession(connection());
      await returnSession(connection(), session);
    }
    expect(server.logins).toHaveLength(1);
  });

  it("never gives the connection of one client to another", async () => {
    const { server, connection } = await counted();
    const [one, other] = [await takeSession(connection("one")), await takeSession(connection("other"))];
    expect(one).not.toBe(other);
    await returnSession(connection("one"), one);
    await returnSession(connection("other"), other);
    expect(await takeSession(connection("one"))).toBe(one);
    expect(server.logins).toHaveLength(2);
    await returnSession(connection("one"), one);
  });

  it("does not try a connection that has been idle for more than a minute", async () => {
    const { server, connection } = await counted();
    await returnSession(connection(), await takeSession(connection()));
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
    const session = await takeSession(connection());
    expect(server.logins).toHaveLength(2);
    await returnSession(connection(), session);
  });

  it("takes from a connection what a request left on it when it is given back, not at its next use", async () => {
    const { statements, connection } = await counted();
    const session = await takeSession(connection());
    const reset = vi.spyOn(session, "reset");
    const before = statements();
    await returnSession(connection(), session);
    expect(reset).toHaveBeenCalledTimes(1);
    expect(statements()).toBe(before + 1);
  });

  it("asks a connection once before its next use, and does not reset it again", async () => {
    const { statements, connection } = await counted();
    const session = await takeSession(connection());
    await returnSession(connection(), session);
    const reset = vi.spyOn(session, "reset");
    const before = statements();
    expect(await takeSession(connection())).toBe(session);
    expect(reset).not.toHaveBeenCalled();
    expect(statements()).toBe(before + 1);
    await returnSession(connection(), session);
  });

  it("ends a connection that cannot be reset", async () => {
    // The first statement prepares a new connection, the second is its reset.
    const { server, connection } = await counted({ silentFrom: 2 });
    const first = await takeSession(connection());
    await returnSession(connection(), first);
    expect(first.isOpen()).toBe(false);
    const session = await takeSession(connection());
    expect(server.logins).toHaveLength(2);
    await returnSession(connection(), session);
  }, 15_000);

  it("gives up an idle connection that answers nothing, and takes a new one", async () => {
    // The third statement is what a connection is asked before its next use.
    const { server, connection } = await counted({ silentFrom: 3 });
    const first = await takeSession(connection());
    await returnSession(connection(), first);
    const session = await takeSession(connection());
    expect(session).not.toBe(first);
    expect(server.logins).toHaveLength(2);
    await returnSession(connection(), session);
  }, 15_000);

  it("has requests wait for each other when all connections are in use, and says so when that takes too long", async () => {
    const { connection, server } = await counted({ poolSize: 2 });
    const held = [await takeSession(connection()), await takeSession(connection())];
    const waiting = takeSession(connection());
    const [first] = held;
    if (first !== undefined) await returnSession(connection(), first);
    expect(await waiting).toBe(first);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const hopeless = takeSession(connection()).catch((error: unknown) => error);
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
