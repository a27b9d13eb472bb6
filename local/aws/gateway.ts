import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { authorization } from "./authorization.ts";
import type { Deployment, LambdaIntegration, MockIntegration } from "./deployment.ts";
import {
  authorizedEvent,
  authorizerEvent,
  type GatewayRequest,
  gatewayRequest,
  type ProxyEvent,
  proxyEvent,
} from "./event.ts";
import { FunctionFailed } from "./function-failed.ts";
import type { LocalFunction } from "./functions.ts";
import { type GatewayAnswer, sendGatewayAnswer } from "./gateway-answer.ts";
import { type FindMethod, routing } from "./routing.ts";
import { nextChunk, readPrelude } from "./streamed-answer.ts";

/** A deployment with its functions running. */
export interface RunningDeployment extends Deployment {
  readonly running: ReadonlyMap<string, LocalFunction>;
}

/** AWS: "Amazon API Gateway quotas", payload size, and header values in all. */
const maxBodyBytes = 10 * 1024 * 1024;
const maxHeaderBytes = 10_240;

/**
 * Serves a deployment as API Gateway would serve it, at the root instead of below the stage's name.
 *
 * This folder holds the emulated AWS, as far as the stack needs it. `template.ts` reads what CDK has
 * synthesised into a `Deployment`. This file is API Gateway: it finds the method (`routing.ts`), builds the
 * event (`event.ts`), asks the authorizer (`authorization.ts`), and sends the function's answer
 * (`streamed-answer.ts`) or the gateway's own (`gateway-answer.ts`). `functions.ts` is Lambda: it keeps the
 * processes of a function (`function-process.ts`), in each of which `runtime.ts` runs the bundle.
 * @param current is asked at every request, so that a deployment can be replaced while the server runs; the
 * request waits for what it promises
 */
export function gatewayServer(current: () => RunningDeployment | Promise<RunningDeployment>): Server {
  const kept = new WeakMap<RunningDeployment, Kept>();
  const keptOf = (deployment: RunningDeployment): Kept => {
    const known = kept.get(deployment) ?? {
      find: routing(deployment.resources),
      authorize: authorization(({ functionId }) => functionOf(deployment, functionId)),
    };
    kept.set(deployment, known);
    return known;
  };

  return createServer({ maxHeaderSize: maxHeaderBytes }, async (message, response) => {
    try {
      await serve(await current(), message, response);
    } catch (error) {
      // The caller went away, or the answer broke off: nothing can be said any more.
      if (!response.headersSent && !response.destroyed) response.writeHead(500);
      response.destroy(error instanceof Error ? error : undefined);
    }
  });

  async function serve(
    deployment: RunningDeployment,
    message: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const body = await readBody(message);
    const request = gatewayRequest(message, body ?? Buffer.alloc(0));
    const answer = (type: GatewayAnswer) => sendGatewayAnswer(deployment, type, request.requestId, response);
    if (body === null) return answer("REQUEST_TOO_LARGE");

    const { find, authorize } = keptOf(deployment);
    const found = find(request.method, request.path);
    if (found === null) return answer("MISSING_AUTHENTICATION_TOKEN");
    const { authorizer, integration } = found.method;

    let event = proxyEvent(request, found, deployment.stage);
    if (authorizer !== null) {
      const headers = new Map(request.headers.map(([name, value]) => [name.toLowerCase(), value]));
      const authorized = await authorize(authorizer, headers, authorizerEvent(event));
      if (authorized.denied !== null) return answer(authorized.denied);
      event = authorizedEvent(event, authorized.context);
    }
    if (integration.type === "mock") return sendMock(integration, response);
    await sendInvoked(
      functionOf(deployment, integration.functionId),
      integration,
      event,
      request,
      response,
      answer,
    );
  }
}

/** What is made once for a deployment, and kept while it is served. */
interface Kept {
  readonly find: FindMethod;
  readonly authorize: ReturnType<typeof authorization>;
}

/** The gateway's answer where the function has none. */
const failures = {
  error: "INTEGRATION_FAILURE",
  crash: "INTEGRATION_FAILURE",
  timeout: "INTEGRATION_TIMEOUT",
  "too-large": "REQUEST_TOO_LARGE",
} as const;

async function sendInvoked(
  target: LocalFunction,
  integration: LambdaIntegration,
  event: ProxyEvent,
  request: GatewayRequest,
  response: ServerResponse,
  answer: (type: GatewayAnswer) => void,
): Promise<void> {
  if (response.destroyed) return;
  const gone = new AbortController();
  // It ends with the request: AbortSignal.timeout would stay in memory for all the time allowed.
  const timer = setTimeout(() => {
    if (response.headersSent) response.destroy();
    else answer("INTEGRATION_TIMEOUT");
  }, integration.timeoutMs);
  response.once("close", () => {
    clearTimeout(timer);
    if (!response.writableFinished) gone.abort();
  });
  let invoked: IncomingMessage;
  try {
    invoked = await target.invoke(event, gone.signal);
  } catch (error) {
    if (response.destroyed || response.headersSent) return;
    return answer(failures[error instanceof FunctionFailed ? error.reason : "crash"]);
  }
  if (!integration.streams) throw new Error("A buffered proxy integration is not emulated.");
  const prelude = await readPrelude(invoked);
  // Nobody waits any more, and the function runs on: Lambda takes its bytes to the end.
  if (response.destroyed || response.headersSent) return void invoked.resume();
  if (prelude === null) {
    invoked.destroy();
    return answer("INTEGRATION_FAILURE");
  }
  const { statusCode, headers, rest } = prelude;
  response.writeHead(statusCode, { ...remapped(headers), "x-amzn-RequestId": request.requestId });
  response.write(rest);
  await pass(invoked, response);
}

/** Sends what the function answers as fast as the caller takes it, and drops it when the caller has gone. */
async function pass(invoked: IncomingMessage, response: ServerResponse): Promise<void> {
  for (let chunk = await nextChunk(invoked); chunk !== null; chunk = await nextChunk(invoked)) {
    if (response.destroyed || response.write(chunk)) continue;
    const taken = new AbortController();
    await Promise.race(["drain", "close"].map((event) => once(response, event, { signal: taken.signal })));
    taken.abort();
  }
  response.end();
}

/**
 * A function's headers as the gateway passes them on: it keeps this one for itself (AWS: "Amazon API Gateway
 * important notes", for REST APIs).
 */
function remapped<Value>(headers: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) =>
      name.toLowerCase() === "www-authenticate" ? [`x-amzn-Remapped-${name}`, value] : [name, value],
    ),
  );
}

function sendMock({ status, headers }: MockIntegration, response: ServerResponse): void {
  response.writeHead(status, { ...headers }).end();
}

/**
 * The whole body; null when it is larger than the gateway takes. The rest is read and dropped, so that the
 * answer can be sent.
 */
async function readBody(message: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes <= maxBodyBytes) chunks.push(chunk);
  }
  return bytes > maxBodyBytes ? null : Buffer.concat(chunks);
}

function functionOf({ running }: RunningDeployment, id: string): LocalFunction {
  const found = running.get(id);
  if (found === undefined) throw new Error(`The template names a function that is not there: ${id}`);
  return found;
}
