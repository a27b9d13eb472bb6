import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Writable } from "node:stream";
import { pathToFileURL } from "node:url";

/**
 * The program that a function's process runs: it provides what Lambda's Node runtime provides, loads the
 * bundle and answers one invocation at a time. Invocations come from the emulator over loopback HTTP, whose
 * flow control is the back-pressure. Arguments: folder of the bundle, handler. The emulator's first message
 * holds the secret that every invocation carries.
 */
const [directory = "", handlerName = ""] = process.argv.slice(2);
const told = Promise.withResolvers<string>();
process.once("message", ({ secret }: { readonly secret: string }) => told.resolve(secret));

type StreamingHandler = (event: unknown, stream: Writable, context: object) => Promise<unknown>;
const streaming = new WeakSet<object>();

/** What Lambda hands to a streaming handler. */
class ResponseStream extends Writable {
  readonly #response: ServerResponse;
  #prelude: Buffer | null = null;

  constructor(response: ServerResponse) {
    super();
    this.#response = response;
    response.once("close", () => {
      if (!this.writableFinished) this.destroy();
    });
  }

  setContentType(type: string): void {
    this.#response.setHeader("Content-Type", type);
  }

  /**
   * Keeps the metadata until the first byte of the body is written, as Lambda's runtime does. An answer
   * without a body therefore has no metadata.
   */
  setPrelude(prelude: Buffer): void {
    this.#prelude = prelude;
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
    const bytes = this.#prelude === null ? chunk : Buffer.concat([this.#prelude, chunk]);
    this.#prelude = null;
    if (this.#response.write(bytes)) {
      done();
      return;
    }
    // The emulator has not read everything yet: go on when it has, or when it closes the connection.
    const go = () => {
      this.#response.off("drain", go);
      this.#response.off("close", go);
      done();
    };
    this.#response.once("drain", go);
    this.#response.once("close", go);
  }

  override _final(done: () => void): void {
    this.#response.end(done);
  }
}

Object.assign(globalThis, {
  awslambda: {
    streamifyResponse(handler: StreamingHandler): StreamingHandler {
      streaming.add(handler);
      return handler;
    },
    HttpResponseStream: {
      from(stream: ResponseStream, metadata: object): ResponseStream {
        stream.setContentType("application/vnd.awslambda.http-integration-response");
        stream.setPrelude(Buffer.concat([Buffer.from(JSON.stringify(metadata)), Buffer.alloc(8)]));
        return stream;
      },
    },
  },
});

const secret = await told.promise;
const [file = "", exported = ""] = handlerName.split(".");
const module: Record<string, unknown> = await import(pathToFileURL(join(directory, `${file}.mjs`)).href);
const handler = module[exported];
if (typeof handler !== "function") throw new Error(`The bundle exports no function ${exported}.`);

const server = createServer((request, response) => {
  answer(request, response)
    .catch((error: unknown) => fail(response, error))
    .finally(() => process.send?.({ peakKb: process.resourceUsage().maxRSS }));
});
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.once("disconnect", () => process.exit());

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.headers["x-secret"] !== secret) return void response.writeHead(403).end();
  const deadline = Number(request.headers["x-deadline"]);
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const event: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  const context = {
    awsRequestId: request.headers["x-request-id"],
    functionName: process.env["AWS_LAMBDA_FUNCTION_NAME"],
    functionVersion: "$LATEST",
    memoryLimitInMB: process.env["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"],
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  if (streaming.has(handler as object)) {
    const stream = new ResponseStream(response);
    await (handler as StreamingHandler)(event, stream, context);
  } else {
    const result: unknown = await (handler as (event: unknown, context: object) => unknown)(event, context);
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify(result ?? null));
  }
}

/**
 * Reports an error of the function as Lambda does: type and message, without a stack. If the answer has
 * begun, cuts the transfer instead.
 */
function fail(response: ServerResponse, error: unknown): void {
  console.error(error);
  if (response.headersSent) return void response.destroy();
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  response.writeHead(500, { "Content-Type": "application/json", "X-Function-Error": "Unhandled" });
  response.end(JSON.stringify({ errorType: name, errorMessage: message }));
}
