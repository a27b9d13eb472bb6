import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { stopSignal } from "../../../lambdas/data/stop-signal.ts";
import { UserError } from "../../../lambdas/interject/errors.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("the signal that stops a report", () => {
  it("comes shortly before the function's time is up, with a sentence for the person in Excel", () => {
    using stop = stopSignal(new PassThrough(), 60_000);
    vi.advanceTimersByTime(56_999);
    expect(stop.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(stop.signal.reason).toBeInstanceOf(UserError);
    expect(String(stop.signal.reason)).toContain("60 seconds");
  });

  it("comes when the caller goes away", async () => {
    const stream = new PassThrough();
    using stop = stopSignal(stream, 60_000);
    stream.destroy();
    await vi.waitFor(() => expect(stop.signal.aborted).toBe(true));
  });

  it("does not come once the answer is sent", () => {
    const stop = stopSignal(new PassThrough(), 60_000);
    stop[Symbol.dispose]();
    vi.advanceTimersByTime(60_000);
    expect(stop.signal.aborted).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });
});
