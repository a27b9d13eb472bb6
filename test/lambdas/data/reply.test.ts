import { randomBytes } from "node:crypto";
import { PassThrough, Writable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { createBrotliDecompress, createGunzip, createZstdDecompress } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { sendDocument } from "../../../lambdas/data/reply.ts";
import { chunkBytes } from "../../../lambdas/interject/response/chunks.ts";
import { newRecord } from "../../support/request-record.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  vi.stubGlobal("awslambda", { HttpResponseStream: { from: (stream: Writable) => stream } });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const reply = { correlationId: "test", corsOrigin: null };
const turns = () => new Promise((resolve) => setImmediate(resolve));

/** Chunks without end; writes down when it is left. */
async function* endless(events: string[]): AsyncGenerator<Uint8Array> {
  try {
    for (;;) yield Buffer.alloc(1000, "x");
  } finally {
    await turns();
    events.push("document ended");
  }
}

describe.each([null, "gzip", "br", "zstd"] as const)("a document, its coding %s", (coding) => {
  it("that nobody takes for a minute is ended, and its stream after it", async () => {
    const events: string[] = [];
    const stream = new PassThrough({ highWaterMark: 1 });
    stream.on("close", () => events.push("stream destroyed"));
    const sending = sendDocument(
      stream,
      () => endless(events),
      coding,
      reply,
      () => events.push("caller gone"),
      newRecord(),
    );
    while (stream.readableLength === 0) await turns();
    vi.advanceTimersByTime(59_000);
    await turns();
    expect(events).toEqual([]);
    vi.advanceTimersByTime(2_000);
    await sending;
    expect(events).toEqual(["caller gone", "document ended", "stream destroyed"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("may keep its receiver waiting for as long as it likes", async () => {
    const gone = vi.fn();
    const slow = Promise.withResolvers<void>();
    const stream = new PassThrough();
    stream.resume();
    const sending = sendDocument(
      stream,
      async function* () {
        yield Buffer.from("first");
        await slow.promise;
        yield Buffer.from("second");
      },
      coding,
      reply,
      gone,
      newRecord(),
    );
    await turns();
    vi.advanceTimersByTime(300_000);
    slow.resolve();
    await sending;
    expect(gone).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is ended, too, when only its last bytes are not taken", async () => {
    const gone = vi.fn();
    const stream = new Writable({ highWaterMark: 1_000_000, write: () => {} });
    const sending = sendDocument(
      stream,
      async function* () {
        yield Buffer.from("all");
      },
      coding,
      reply,
      gone,
      newRecord(),
    );
    while (!stream.writableEnded) await turns();
    vi.advanceTimersByTime(61_000);
    await sending;
    expect(gone).toHaveBeenCalledOnce();
  });
});

it.each([
  [null, 3],
  ["gzip", 64],
  ["br", 64],
  ["zstd", 64],
] as const)("makes few chunks that nobody takes: %s, at most %i", async (coding, most) => {
  let made = 0;
  async function* document() {
    for (;;) {
      made++;
      yield randomBytes(chunkBytes);
    }
  }
  const stream = new Writable({ highWaterMark: 1, write: () => {} });
  const record = newRecord();
  const sending = sendDocument(stream, document, coding, reply, () => {}, record);
  // The compressor works in a thread of its own: until it asks for no more.
  let before = -1;
  while (made !== before) {
    before = made;
    await delay(100);
  }
  expect(made).toBeLessThanOrEqual(most);
  stream.destroy();
  await sending;
});

it.each([
  ["gzip", createGunzip],
  ["br", createBrotliDecompress],
  ["zstd", createZstdDecompress],
] as const)("sends a chunk that was waited for at once, compressed too: %s", async (coding, unpack) => {
  const more = Promise.withResolvers<void>();
  const stream = new PassThrough();
  const unpacked = stream.pipe(unpack());
  const sending = sendDocument(
    stream,
    async function* () {
      yield Buffer.from("a row");
      await more.promise;
    },
    coding,
    reply,
    () => {},
    newRecord(),
  );
  expect(String((await new Promise((resolve) => unpacked.once("data", resolve))) as Buffer)).toBe("a row");
  more.resolve();
  await sending;
});
