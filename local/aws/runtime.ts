import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { httpResponseStream, type ResponseStream, responseStream } from "./response-stream.ts";

/**
 * The program that a function's process runs: it provides what Lambda's Node runtime provides, loads the
 * bundle and answers one invocation at a time. Invocations come from the emulator over loopback HTTP, whose
 * flow control is the back-pressure. Arguments: folder of the bundle, handler. The emulator's first message
 * holds the secret that every invocation carries.
 */
const [directory = "", handlerName = ""] = process.argv.slice(2);
const told = Promise.withResolvers<string>();
process.once("message", ({ secret }: { readonly secret: string }) => told.resolve(secret));

type StreamingHandler = (event: unknown, stream: ResponseStream, context: object) => Promise<unknown>;
const streaming = new WeakSet<object>();

Object.assign(globalThis, {
  awslambda: {
    streamifyResponse(handler: StreamingHandler): StreamingHandler {
      streaming.add(handler);
      return handler;
    },
    HttpResponseStream: httpResponseStream,
  },
});

const secret = await told.promise;
const [file = "", exported = ""] = handlerName.split(".");
const module: Record<string, unknown> = await import(pathToFileURL(join(directory, `${file}.mjs`)).href);
const handler = module[exported];
if (typeof handler !== "function") throw new Error(`The bundle exports no function ${exported}.`);

const peak = { kb: 0, askedAt: Number.NEGATIVE_INFINITY };
const server = createServer((request, response) => {
  answer(request, response)
    .catch((error: unknown) => fail(response, error))
    .finally(() => process.send?.({ peakKb: peakKb() }));
});
// The emulator keeps its connection for as long as the process lives.
server.keepAliveTimeout = 0;
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.once("disconnect", () => process.exit());

/** The most memory that this process has had; asked for ten times a second at most: asking takes 0.2 ms. */
function peakKb(): number {
  if (performance.now() - peak.askedAt > 100) {
    peak.kb = process.resourceUsage().maxRSS;
    peak.askedAt = performance.now();
  }
  return peak.kb;
}

/** Answers an invocation. The process has time for the next one when the answer has been taken. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.headers["x-secret"] !== secret) return void response.writeHead(403).end();
  const deadline = Number(request.headers["x-deadline"]);
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const event: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  const context = {
    awsRequestId: request.headers["x-request-id"],
    invokedFunctionArn: `arn:aws:lambda:local:000000000000:function:${process.env["AWS_LAMBDA_FUNCTION_NAME"]}`,
    functionName: process.env["AWS_LAMBDA_FUNCTION_NAME"],
    functionVersion: "$LATEST",
    memoryLimitInMB: process.env["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"],
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
  const taken = once(response, "close");
  if (streaming.has(handler as object)) {
    response.setHeader("Content-Type", "application/octet-stream");
    await (handler as StreamingHandler)(event, responseStream(response), context);
  } else {
    const result: unknown = await (handler as (event: unknown, context: object) => unknown)(event, context);
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify(result ?? null));
  }
  await taken;
}

/**
 * Reports an error of the function as Lambda does: type and message, without a stack. If the answer has
 * begun, cuts the transfer instead.
 */
function fail(response: ServerResponse, error: unknown): void {
  console.error(logged(error));
  if (response.headersSent) return void response.socket?.destroy();
  const { name, message } = error instanceof Error ? error : { name: typeof error, message: String(error) };
  response.writeHead(500, { "Content-Type": "application/json", "X-Function-Error": "Unhandled" });
  response.end(JSON.stringify({ errorType: name, errorMessage: message }));
}

/** The line that Lambda writes of an error, in the JSON log format. */
function logged(error: unknown): string {
  const { name, message, stack = "" } = error instanceof Error ? error : new Error(String(error));
  const stackTrace = stack.split("\n").filter((line) => line.startsWith("    at "));
  return JSON.stringify({
    level: "ERROR",
    message: { errorType: name, errorMessage: message, stackTrace: stackTrace.map((line) => line.trim()) },
  });
}
