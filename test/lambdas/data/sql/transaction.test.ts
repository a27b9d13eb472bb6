import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { closePools } from "../../../../lambdas/data/sql/connection/pools.ts";
import { beginTransaction } from "../../../../lambdas/data/sql/transaction.ts";
import { noWork } from "../../../../lambdas/data/sql/work.ts";
import { log } from "../../../../lambdas/log.ts";
import type { ConnectionSettings } from "../../../../lambdas/settings/connections.ts";
import { mary } from "../../../support/data-function.ts";
import type { SentRequest } from "../../../support/tds/requests.ts";
import { done } from "../../../support/tds/tokens.ts";
import { type Answer, startTdsServer } from "../../../support/tds-server.ts";

afterEach(async () => {
  vi.useRealTimers();
  await closePools();
});

/** A transaction on a server that says nothing to the requests that `isSilent` names. */
async function begun(
  isSilent: (request: SentRequest) => boolean,
  controller = new AbortController(),
  answer: (request: SentRequest) => Answer = () => null,
) {
  async function* nothing(): AsyncGenerator<Buffer> {
    await new Promise(() => {});
    yield Buffer.alloc(0);
  }
  const server = await startTdsServer({
    answer: (request) => (isSilent(request) ? nothing() : answer(request)),
  });
  onTestFinished(() => server.close());
  const settings: ConnectionSettings = {
    name: "Sales",
    engine: "sqlserver",
    url: `sqlserver://api:secret@127.0.0.1:${server.port}/finance`,
    poolSize: 1,
    statementSeconds: 30,
    routines: [],
    tables: [],
    allowText: false,
  };
  const connection = { settings, source: settings, clientId: null };
  const work = noWork();
  const options = {
    user: mary,
    signal: controller.signal,
    notify: () => {},
    isSave: false,
    reference: "test",
    work,
  };
  const transaction = await beginTransaction(connection, options);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  return { server, transaction, work };
}
const ends = (how: "commit" | "rollback") => (request: SentRequest) =>
  request.kind === "transaction" && request.command === how;

describe("a transaction", () => {
  it("whose commit is not answered is waited for as long as its request lasts, and nobody knows then", async () => {
    const controller = new AbortController();
    const { transaction } = await begun(ends("commit"), controller);
    let settled = false;
    const outcome = transaction
      .commit()
      .catch((error: unknown) => error)
      .finally(() => {
        settled = true;
      });
    await vi.advanceTimersByTimeAsync(600_000);
    expect(settled).toBe(false);
    controller.abort(new Error("the function's time ends"));
    expect(await outcome).toMatchObject({
      name: "UserError",
      message: expect.stringContaining("may be saved or not"),
    });
    await transaction.end();
    expect(transaction.session.isOpen()).toBe(false);
  });

  it("whose rollback is not answered ends with its connection", async () => {
    const { transaction } = await begun(ends("rollback"));
    const ending = transaction.end();
    await vi.advanceTimersByTimeAsync(3_000);
    await ending;
    expect(transaction.session.isOpen()).toBe(false);
  });

  it("whose commit left another open says once that nothing was changed, and is in the log", async () => {
    const logged = vi.spyOn(log, "error");
    onTestFinished(() => logged.mockRestore());
    const { transaction } = await begun(
      () => false,
      new AbortController(),
      (request) => (ends("commit")(request) ? [done()] : null),
    );
    const error: unknown = await transaction.commit().catch((error: unknown) => error);
    expect(error).toMatchObject({
      name: "UserError",
      message: expect.stringMatching(/^Nothing was changed\. .*open transactions/),
    });
    expect(logged.mock.calls).toEqual([["routine-ended-transaction", { connection: "Sales" }]]);
    await transaction.end();
  });

  it("is not committed any more when its request is over", async () => {
    const controller = new AbortController();
    const { transaction, server } = await begun(() => false, controller);
    controller.abort(new Error("gone"));
    await expect(transaction.commit()).rejects.toThrow("gone");
    vi.useRealTimers();
    await transaction.end();
    expect(server.requests.some(ends("commit"))).toBe(false);
    expect(server.requests.some(ends("rollback"))).toBe(true);
  });
});
