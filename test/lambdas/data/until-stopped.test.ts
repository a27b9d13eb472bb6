import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { untilStopped } from "../../../lambdas/data/until-stopped.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a report that is told to stop", () => {
  it("ends with its own words, where it ends in time", async () => {
    const stop = new AbortController();
    const { promise, reject } = Promise.withResolvers<never>();
    const work = untilStopped(stop.signal, () => promise);
    stop.abort(new Error("the time is up"));
    await vi.advanceTimersByTimeAsync(1_000);
    reject(new Error("Half of it is stored."));
    await expect(work).rejects.toThrow("Half of it is stored.");
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is not waited for any longer, where it does not look at its signal", async () => {
    const stop = new AbortController();
    const work = untilStopped(stop.signal, () => new Promise(() => {}));
    const ended = expect(work).rejects.toThrow("the time is up");
    stop.abort(new Error("the time is up"));
    await vi.advanceTimersByTimeAsync(2_000);
    await ended;
  });

  it("has its result where nobody stops it", async () => {
    expect(await untilStopped(new AbortController().signal, async () => 7)).toBe(7);
    expect(vi.getTimerCount()).toBe(0);
  });
});
