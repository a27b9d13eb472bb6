import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { destroyAfter } from "../../../../lambdas/data/sql/engines/destroy-after.ts";
import { SqlFailure } from "../../../../lambdas/data/sql/engines/engine.ts";
import { guardSession } from "../../../../lambdas/data/sql/guard.ts";
import type { Row } from "../../../../lambdas/interject/response/table.ts";
import { log } from "../../../../lambdas/log.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** A session whose work fails when it is cancelled, unless its server does not listen. */
function guarded({ listens = true } = {}) {
  const controller = new AbortController();
  const running = Promise.withResolvers<never>();
  running.promise.catch(() => {});
  const end = () => running.reject(new SqlFailure("cancelled", ""));
  const session = {
    cancel: vi.fn(async () => {
      if (listens) end();
    }),
    destroy: vi.fn(end),
  };
  const explain = vi.fn((error: unknown, limitMs: number) => ({ error, limitMs }));
  return {
    controller,
    session,
    explain,
    work: () => running.promise,
    guard: guardSession(session, controller.signal, explain),
  };
}

const outcome = (work: Promise<unknown>) => work.catch((error: unknown) => error);

describe("work of a session", () => {
  it("that ends in time is let be", async () => {
    const { guard, session } = guarded();
    expect(await guard.wait(async () => "done", 1_000)).toBe("done");
    await vi.advanceTimersByTimeAsync(10_000);
    expect(session.cancel).not.toHaveBeenCalled();
    expect(session.destroy).not.toHaveBeenCalled();
  });

  it("is cancelled at its limit, and fails with that limit", async () => {
    const { guard, session, work } = guarded();
    const waiting = outcome(guard.wait(work, 1_000));
    await vi.advanceTimersByTimeAsync(999);
    expect(session.cancel).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(await waiting).toMatchObject({ error: { kind: "timeout" }, limitMs: 1_000 });
    expect(session.cancel).toHaveBeenCalledTimes(1);
    expect(session.destroy).not.toHaveBeenCalled();
  });

  it("that had ended the transaction when its time was up fails with that: a part may be stored", async () => {
    const { guard, work } = guarded();
    const ended = new SqlFailure("ended", "");
    const waiting = outcome(
      guard.wait(
        () =>
          work().catch(() => {
            throw ended;
          }),
        1_000,
      ),
    );
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await waiting).toMatchObject({ error: ended });
  });

  it("that the server does not let be cancelled ends with its connection, and the log says so", async () => {
    const warn = vi.spyOn(log, "warn").mockReturnValue();
    const { guard, session, work } = guarded();
    const refusal = new SqlFailure("connection", "You are not owner of thread 7");
    session.cancel.mockRejectedValue(refusal);
    const waiting = outcome(guard.wait(work, 1_000));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await waiting).toMatchObject({ error: { kind: "timeout" } });
    expect(session.destroy).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls).toEqual([["statement-may-run-on", { error: refusal }]]);
  });

  it("that does not end when it is cancelled ends with its connection, three seconds later", async () => {
    const { guard, session, work } = guarded({ listens: false });
    const waiting = outcome(guard.wait(work, 1_000));
    await vi.advanceTimersByTimeAsync(3_999);
    expect(session.destroy).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(await waiting).toMatchObject({ error: { kind: "timeout" } });
    expect(session.destroy).toHaveBeenCalledTimes(1);
  });

  it("ends with its connection where the server cannot be asked to cancel", async () => {
    const { guard, session, work } = guarded();
    session.cancel.mockRejectedValueOnce(new Error("no second connection"));
    const waiting = outcome(guard.wait(work, 1_000));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await waiting).toMatchObject({ error: { kind: "timeout" } });
    expect(session.destroy).toHaveBeenCalledTimes(1);
  });

  it("is cancelled when the request is over, and not begun after that", async () => {
    const { guard, controller, session, work } = guarded();
    const gone = new Error("gone");
    const waiting = outcome(guard.wait(work, 1_000));
    controller.abort(gone);
    expect(await waiting).toMatchObject({ error: gone });
    expect(session.cancel).toHaveBeenCalledTimes(1);
    const begin = vi.fn(async () => {});
    expect(await outcome(guard.wait(begin, 1_000))).toBe(gone);
    expect(begin).not.toHaveBeenCalled();
  });
});

describe("tables of a session", () => {
  async function* tablesOf(rows: () => AsyncGenerator<readonly Row[]>) {
    yield { columns: ["n"], rows: rows() };
  }

  it("share one limit, which counts waiting for the server and not what the reader does", async () => {
    const { guard, session } = guarded();
    const slowly = tablesOf(async function* () {
      for (const n of [1, 2]) {
        await new Promise((resolve) => setTimeout(resolve, 400));
        yield [[n]];
      }
    });
    const reading = (async () => {
      const seen: unknown[] = [];
      for await (const { rows } of guard.read(slowly, 1_000)) {
        for await (const batch of rows) {
          seen.push(batch);
          await new Promise((resolve) => setTimeout(resolve, 60_000));
        }
      }
      return seen;
    })();
    await vi.advanceTimersByTimeAsync(200_000);
    expect(await reading).toEqual([[[1]], [[2]]]);
    expect(session.cancel).not.toHaveBeenCalled();
  });

  it("are cancelled when the server has used up the limit over several batches", async () => {
    const { guard, session } = guarded();
    const slowly = tablesOf(async function* () {
      for (const n of [1, 2, 3]) {
        await new Promise((resolve) => setTimeout(resolve, 400));
        yield [[n]];
      }
    });
    const reading = outcome(
      (async () => {
        for await (const { rows } of guard.read(slowly, 1_000)) for await (const _ of rows);
      })(),
    );
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await reading).toMatchObject({ error: { kind: "timeout" }, limitMs: 1_000 });
    expect(session.cancel).toHaveBeenCalledTimes(1);
  });

  it("that are left early are closed, and cancelled only where the request is over", async () => {
    for (const over of [false, true]) {
      const { guard, session, controller } = guarded();
      let closed = 0;
      const tables = tablesOf(async function* () {
        try {
          for (;;) yield [[1]];
        } finally {
          closed++;
        }
      });
      for await (const { rows } of guard.read(tables, 1_000)) {
        for await (const _ of rows) break;
        if (over) controller.abort(new Error("gone"));
        break;
      }
      expect(closed).toBe(1);
      expect(session.cancel).toHaveBeenCalledTimes(over ? 1 : 0);
    }
  });
});

describe("work that a server does not answer", () => {
  it("ends with its connection, and work that is answered does not", async () => {
    const { session, work } = guarded();
    const waiting = outcome(destroyAfter(session, 500, work));
    await destroyAfter(session, 500, async () => {});
    await vi.advanceTimersByTimeAsync(499);
    expect(session.destroy).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await waiting;
    expect(session.destroy).toHaveBeenCalledTimes(1);
  });
});
