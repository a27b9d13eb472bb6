import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { authorization } from "./authorization.ts";
import type { Deployment, GatewayResponse, LambdaIntegration, MockIntegration } from "./deployment.ts";
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
import { match } from "./routing.ts";
import { readPrelude } from "./streamed-answer.ts";

/** A deployment with its functions running. */
export interface RunningDeployment extends Deployment {
  readonly running: ReadonlyMap<string, LocalFunction>;
}

/** AWS: "Amazon API Gateway quotas", payload size, and header values in all. */
const maxBodyBytes = 10 * 1024 * 1024;
const maxHeaderBytes = 10_240;
/** AWS: "Lambda quotas", synchronous invocation. */
const maxEventBytes = 6 * 1024 * 1024;

/**
 * Statuses of the gateway's own answers, where the template does not say otherwise (AWS: "Gateway response
 * types for API Gateway").
 */
const defaultStatuses = {
  UNAUTHORIZED: 401,
  ACCESS_DENIED: 403,
  MISSING_AUTHENTICATION_TOKEN: 403,
  REQUEST_TOO_LARGE: 413,
  AUTHORIZER_FAILURE: 500,
  AUTHORIZER_CONFIGURATION_ERROR: 500,
  INTEGRATION_FAILURE: 504,
  INTEGRATION_TIMEOUT: 504,
} as const;
type GatewayAnswer = keyof typeof defaultStatuses;

/**
 * Serves a deployment as API Gateway would serve it, at the root instead of below the stage's name.
 * @param current asked once a request, so that a deployment can be replaced under way
 */
export function gatewayServer(current: () => RunningDeployment): Server {
  const caches = new WeakMap<RunningDeployment, ReturnType<typeof authorization>>();
  const authorizing = (deployment: RunningDeployment) => {
    const known =
      caches.get(deployment) ?? authorization(({ functionId }) => functionOf(deployment, functionId));
    caches.set(deployment, known);
    return known;
  };

  return createServer({ maxHeaderSize: maxHeaderBytes }, async (message, response) => {
    const deployment = current();
    try {
      await serve(deployment, message, response);
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
    const answer = (type: GatewayAnswer) => sendOwnAnswer(deployment, type, request.requestId, response);
    if (body === null) return answer("REQUEST_TOO_LARGE");

    const found = match(deployment.resources, request.method, request.path);
    if (found === null) return answer("MISSING_AUTHENTICATION_TOKEN");
    const { authorizer, integration } = found.method;

    let event = proxyEvent(request, found, deployment.stage);
    if (authorizer !== null) {
      const headers = new Map(request.headers.map(([name, value]) => [name.toLowerCase(), value]));
      const authorized = await authorizing(deployment)(authorizer, headers, authorizerEvent(event));
      if (authorized.denied !== null) return answer(authorized.denied);
      event = authorizedEvent(event, authorized.context);
    }
    if (integration.type === "mock") return sendMock(integration, response);
    if (Buffer.byteLength(JSON.stringify(event)) > maxEventBytes) return answer("REQUEST_TOO_LARGE");
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

async function sendInvoked(
  target: LocalFunction,
  integration: LambdaIntegration,
  event: ProxyEvent,
  request: GatewayRequest,
  response: ServerResponse,
  answer: (type: GatewayAnswer) => void,
): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  let invoked: IncomingMessage;
  try {
    const timeout = AbortSignal.timeout(integration.timeoutMs);
    invoked = await target.invoke(event, AbortSignal.any([gone.signal, timeout]));
  } catch (error) {
    if (gone.signal.aborted) return;
    return answer(
      error instanceof FunctionFailed && error.reason === "timeout"
        ? "INTEGRATION_TIMEOUT"
        : "INTEGRATION_FAILURE",
    );
  }
  if (!integration.streams) throw new Error("A buffered proxy integration is not emulated.");
  const prelude = await readPrelude(invoked);
  if (prelude === null) {
    invoked.destroy();
    return answer("INTEGRATION_FAILURE");
  }
  const { statusCode, headers, rest } = prelude;
  response.writeHead(statusCode, { ...headers, "x-amzn-RequestId": request.requestId });
  response.write(rest);
  await pipeline(invoked, response);
}

function sendMock({ status, headers }: MockIntegration, response: ServerResponse): void {
  response.writeHead(status, { ...headers }).end();
}

/**
 * The gateway's own answer of a type: the template's for it, else the template's for its class,
 * else the gateway's.
 */
function sendOwnAnswer(
  { responses }: Deployment,
  type: GatewayAnswer,
  requestId: string,
  response: ServerResponse,
): void {
  const status = defaultStatuses[type];
  const fallback: GatewayResponse | undefined = responses.get(status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX");
  const own = responses.get(type);
  const { headers = {}, template = null } = own ?? fallback ?? {};
  const body = (template ?? '{"message":"$context.error.message"}').replace(
    /\$context\.([\w.]+)/g,
    (whole, name: string) => (name === "requestId" ? requestId : name === "error.message" ? type : whole),
  );
  const length = Buffer.byteLength(body);
  const common = {
    "Content-Type": "application/json",
    "Content-Length": length,
    "x-amzn-RequestId": requestId,
  };
  response.writeHead(own?.status ?? status, { ...common, ...headers }).end(body);
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
