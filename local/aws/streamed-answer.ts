import type { IncomingMessage } from "node:http";

/** The beginning of a streamed answer: its metadata, and `rest`, the part of the body that came with it. */
export interface Prelude {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly rest: Buffer;
}

/**
 * The delimiter must come within the first 16 KB (AWS: "Set up a Lambda proxy integration with payload
 * response streaming").
 */
const maxPreludeBytes = 16 * 1024;
const delimiter = Buffer.alloc(8);

/** Reads metadata and delimiter from a function's answer; null if the answer does not begin with them. */
export async function readPrelude(answer: IncomingMessage): Promise<Prelude | null> {
  let start = Buffer.alloc(0);
  for (;;) {
    const at = start.indexOf(delimiter);
    if (at !== -1) return parsed(start.subarray(0, at), start.subarray(at + delimiter.byteLength));
    if (start.byteLength > maxPreludeBytes) return null;
    const chunk = await nextChunk(answer).catch(() => null);
    if (chunk === null) return null;
    start = Buffer.concat([start, chunk]);
  }
}

/**
 * The next bytes of a function's answer; null when it is over. Unlike an iterator, it waits for nothing where
 * the end has come with the bytes, so that both can be passed on together.
 * @throws Error for an answer that broke off
 */
export async function nextChunk(answer: IncomingMessage): Promise<Buffer | null> {
  for (;;) {
    const chunk: Buffer | null = answer.read();
    if (chunk !== null) return chunk;
    if (answer.complete) return null;
    if (answer.destroyed) throw answer.errored ?? new Error("The answer broke off");
    await readableOrEnd(answer);
  }
}

function readableOrEnd(answer: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    const events = ["readable", "end", "close", "error"];
    const go = () => {
      for (const event of events) answer.off(event, go);
      resolve();
    };
    for (const event of events) answer.once(event, go);
  });
}

function parsed(metadata: Buffer, rest: Buffer): Prelude | null {
  try {
    const { statusCode, headers, multiValueHeaders } = JSON.parse(metadata.toString("utf8")) as {
      statusCode: number;
      headers?: Record<string, string>;
      multiValueHeaders?: Record<string, string[]>;
    };
    return { statusCode, headers: { ...headers, ...multiValueHeaders }, rest };
  } catch {
    return null;
  }
}
