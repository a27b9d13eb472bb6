import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What Lambda tells a function's process with an event, where the defaults are not meant. */
export interface InvocationOptions {
  /** When the function's time ends, in milliseconds since 1970; default in a minute. */
  readonly deadline?: number;
  /** Takes no byte of the answer before this is settled; default at once. */
  readonly readWhen?: Promise<unknown>;
}

/** What a process answers to an invocation. */
export type Outcome =
  | {
      readonly kind: "answer";
      readonly headers: IncomingHttpHeaders;
      /** Without the transfer coding. */
      readonly bytes: Buffer;
      /** Names in lower case. A process that fails half-way says so here. */
      readonly trailers: Readonly<Record<string, string | undefined>>;
      /** Whether the answer came to its end. */
      readonly whole: boolean;
      /** From its first byte to its last. */
      readonly lastedMs: number;
    }
  | { readonly kind: "error"; readonly error: unknown };

/**
 * Lambda's side of the Runtime API, for one process (AWS: "Using the Lambda runtime API for custom
 * runtimes").
 */
export interface RuntimeApi {
  /** `127.0.0.1:1234`, the process's `AWS_LAMBDA_RUNTIME_API`. */
  readonly address: string;
  /** Hands an event to the process when it asks for its next one. */
  readonly invoke: (event: unknown, options?: InvocationOptions) => Promise<Outcome>;
  /** Settled when the process waits for an event with nothing left to do. */
  readonly asked: () => Promise<void>;
  /** What the process reported because it could not start. */
  readonly initError: Promise<unknown>;
  readonly close: () => Promise<void>;
}

interface Invocation {
  readonly id: string;
  readonly event: unknown;
  readonly options: InvocationOptions;
  readonly settle: (outcome: Outcome) => void;
}

const root = "/2018-06-01/runtime";

export async function startRuntimeApi(): Promise<RuntimeApi> {
  const queue: Invocation[] = [];
  const running = new Map<string, Invocation>();
  const initError = Promise.withResolvers<unknown>();
  let asking: ServerResponse | null = null;
  let asked = Promise.withResolvers<void>();

  function hand(): void {
    const invocation = asking === null ? undefined : queue.shift();
    if (asking === null || invocation === undefined) return;
    running.set(invocation.id, invocation);
    asking.writeHead(200, {
      "Content-Type": "application/json",
      "Lambda-Runtime-Aws-Request-Id": invocation.id,
      "Lambda-Runtime-Deadline-Ms": invocation.options.deadline ?? Date.now() + 60_000,
      "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:eu-central-1:000000000000:function:test",
      "Lambda-Runtime-Trace-Id": "Root=1-00000000-000000000000000000000000;Sampled=0",
    });
    asking.end(JSON.stringify(invocation.event));
    asking = null;
    asked = Promise.withResolvers<void>();
  }

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, id = "", what] = /\/invocation\/([^/]+)\/(response|error)$/.exec(request.url ?? "") ?? [];
    if (request.url === `${root}/invocation/next`) {
      asking = response;
      asked.resolve();
      return hand();
    }
    if (request.url === `${root}/init/error`) initError.resolve(JSON.parse(await textOf(request)));
    const invocation = running.get(id);
    if (what === "error") invocation?.settle({ kind: "error", error: JSON.parse(await textOf(request)) });
    if (what === "response") invocation?.settle(await answerOf(request, invocation.options));
    running.delete(id);
    response.writeHead(202, { "Content-Type": "application/json" }).end('{"status":"OK"}');
  }

  const server = createServer((request, response) => void take(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    invoke: (event, options = {}) =>
      new Promise((settle) => {
        queue.push({ id: randomUUID(), event, options, settle });
        hand();
      }),
    asked: () => asked.promise,
    initError: initError.promise,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function answerOf(request: IncomingMessage, { readWhen }: InvocationOptions): Promise<Outcome> {
  await readWhen;
  const chunks: Buffer[] = [];
  let begunAt = 0;
  try {
    for await (const chunk of request) {
      begunAt ||= Date.now();
      chunks.push(chunk);
    }
  } catch {
    // The process broke off; `complete` tells.
  }
  const { headers, trailers, complete } = request;
  return {
    kind: "answer",
    headers,
    bytes: Buffer.concat(chunks),
    trailers,
    whole: complete,
    lastedMs: Date.now() - begunAt,
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
