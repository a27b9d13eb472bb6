import type { ServerResponse } from "node:http";

/** What AWS's client shows of its connection, and nothing else. */
const methods = [
  "cork",
  "destroy",
  "end",
  "uncork",
  "write",
  "addListener",
  "on",
  "once",
  "prependListener",
  "prependOnceListener",
  "off",
  "removeListener",
  "removeAllListeners",
  "setMaxListeners",
  "getMaxListeners",
  "listeners",
  "rawListeners",
  "listenerCount",
  "eventNames",
  "emit",
] as const;
const properties = [
  "destroyed",
  "writableFinished",
  "writableObjectMode",
  "writableEnded",
  "writableNeedDrain",
  "writableHighWaterMark",
  "writableCorked",
  "writableLength",
  "writable",
] as const;

/** What Lambda hands to a streaming handler. It also has the members of a writable stream listed above. */
export interface ResponseStream {
  readonly setContentType: (type: string) => void;
}

/** What the first `write` sends in front of its bytes. An answer that `end` alone writes goes without. */
const preludes = new WeakMap<ResponseStream, Buffer>();

/**
 * The stream of an answer as the handler sees it, behaving as that of AWS's runtime client (aws-lambda-ric
 * 4.0, `response-stream.js`), on which test/runtime runs the same handlers.
 */
export function responseStream(response: ServerResponse): ResponseStream {
  let hasBegun = false;
  const write = response.write.bind(response) as (...parameters: readonly unknown[]) => boolean;
  const shown: ResponseStream = {
    setContentType(type: string): void {
      if (hasBegun) throw new Error("Cannot set content-type, too late.");
      response.setHeader("Content-Type", type);
    },
  };
  response.write = (chunk: unknown, ...rest: readonly unknown[]) => {
    const prelude = preludes.get(shown);
    if (!hasBegun && prelude !== undefined) write(prelude);
    hasBegun = true;
    return write(
      typeof chunk === "string" || chunk instanceof Uint8Array ? chunk : JSON.stringify(chunk),
      ...rest,
    );
  };
  const destroy = response.destroy.bind(response);
  response.destroy = (error?: Error) => {
    // AWS's client waits for its connection with a promise that nobody handles, which ends the process.
    const endsProcess = !response.destroyed && !response.writableFinished;
    destroy(error);
    if (endsProcess) void Promise.reject(error ?? new Error("socket hang up"));
    return response;
  };
  for (const name of methods) {
    const method = response[name] as (...parameters: readonly unknown[]) => unknown;
    Object.assign(shown, { [name]: method.bind(response) });
  }
  for (const name of properties) Object.defineProperty(shown, name, { get: () => response[name] });
  return shown;
}

/** `awslambda.HttpResponseStream`: writes an answer's metadata and eight zero bytes in front of its body. */
export const httpResponseStream = {
  from(stream: ResponseStream, metadata: object): ResponseStream {
    stream.setContentType("application/vnd.awslambda.http-integration-response");
    preludes.set(stream, Buffer.concat([Buffer.from(JSON.stringify(metadata)), Buffer.alloc(8)]));
    return stream;
  },
};
