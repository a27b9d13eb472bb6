import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Match } from "./routing.ts";

/** A request as the gateway has read it. */
export interface GatewayRequest {
  readonly method: string;
  /** Decoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names as sent, in order, a name as often as it was sent. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly requestId: string;
}

/** Takes a request in. The body has been read by the caller, who knows its limit. */
export function gatewayRequest(message: IncomingMessage, body: Buffer): GatewayRequest {
  const { url: target = "/" } = message;
  // Alone, a path that begins with two slashes would name a host.
  const url = new URL(target.startsWith("/") ? `http://localhost${target}` : target, "http://localhost");
  const { rawHeaders } = message;
  const headers = rawHeaders.flatMap((name, at) =>
    at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? ""] as const] : [],
  );
  return {
    method: message.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    headers,
    body,
    sourceIp: message.socket.remoteAddress?.replace(/^::ffff:/, "") ?? "",
    requestId: randomUUID(),
  };
}

/** The event of a proxy integration (AWS: "Input format of a Lambda function for proxy integration"). */
export type ProxyEvent = ReturnType<typeof proxyEvent>;

/**
 * The event of a request authorizer (AWS: "Input to an API Gateway Lambda authorizer"): the integration's
 * event with a type and the method's ARN, and without a body.
 */
export interface AuthorizerEvent extends Omit<ProxyEvent, "body"> {
  readonly type: "REQUEST";
  readonly methodArn: string;
  readonly body: null;
}

/** What an authorizer passes on: every value turned into a text. */
export type AuthorizerContext = Readonly<Record<string, string | number>>;

/** The caller in the event before an authorizer was asked, and if the method has no authorizer. */
const unknownCaller: { readonly authorizer: AuthorizerContext | null } = { authorizer: null };

/** The event for a request before anyone has authorised it. */
export function proxyEvent(
  request: GatewayRequest,
  { resource, pathParameters }: Pick<Match, "resource" | "pathParameters">,
  stage: string,
) {
  const { method, path, query, headers, body, sourceIp, requestId } = request;
  const userAgent = headers.find(([name]) => name.toLowerCase() === "user-agent")?.[1] ?? null;
  const now = new Date();
  return {
    resource,
    path,
    httpMethod: method,
    headers: Object.fromEntries(headers),
    multiValueHeaders: grouped(headers),
    queryStringParameters: query.size === 0 ? null : Object.fromEntries(query),
    multiValueQueryStringParameters: query.size === 0 ? null : grouped([...query]),
    pathParameters,
    stageVariables: null,
    requestContext: {
      accountId: "000000000000",
      apiId: "local",
      ...unknownCaller,
      domainName: "localhost",
      httpMethod: method,
      identity: { sourceIp, userAgent, accountId: null, user: null, userArn: null },
      path: `/${stage}${path}`,
      protocol: "HTTP/1.1",
      requestId,
      extendedRequestId: requestId,
      requestTime: now.toUTCString(),
      requestTimeEpoch: now.getTime(),
      resourceId: resource,
      resourcePath: resource,
      stage,
    },
    // The template names no binary media types, so a body is text.
    body: body.byteLength === 0 ? null : body.toString("utf8"),
    isBase64Encoded: false,
  };
}

/** The event as the authorizer gets it. */
export function authorizerEvent(event: ProxyEvent): AuthorizerEvent {
  const { httpMethod, path, requestContext } = event;
  const methodArn = `arn:aws:execute-api:local:000000000000:local/${requestContext.stage}/${httpMethod}${path}`;
  return { ...event, type: "REQUEST", methodArn, body: null };
}

/** The event as the integration gets it behind an authorizer. */
export function authorizedEvent(event: ProxyEvent, authorizer: AuthorizerContext): ProxyEvent {
  return { ...event, requestContext: { ...event.requestContext, authorizer } };
}

function grouped(pairs: readonly (readonly [string, string])[]): Record<string, string[]> {
  const groups = Map.groupBy(pairs, ([name]) => name);
  return Object.fromEntries([...groups].map(([name, values]) => [name, values.map(([, value]) => value)]));
}
