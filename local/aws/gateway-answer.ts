import type { ServerResponse } from "node:http";
import type { Deployment } from "./deployment.ts";

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

/** What the gateway answers itself, without a function: AWS calls it a gateway response type. */
export type GatewayAnswer = keyof typeof defaultStatuses;

/**
 * Sends the gateway's own answer of a type. Headers and body are those that the template gives for the type;
 * without them, those for all 4XX or 5XX answers; without them, API Gateway's own.
 */
export function sendGatewayAnswer(
  { responses }: Deployment,
  type: GatewayAnswer,
  requestId: string,
  response: ServerResponse,
): void {
  const status = defaultStatuses[type];
  const own = responses.get(type);
  const ofClass = responses.get(status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX");
  const { headers = {}, template = null } = own ?? ofClass ?? {};
  const body = (template ?? '{"message":"$context.error.message"}').replace(
    /\$context\.([\w.]+)/g,
    (whole, name: string) => (name === "requestId" ? requestId : name === "error.message" ? type : whole),
  );
  const common = {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(body),
    "x-amzn-RequestId": requestId,
  };
  response.writeHead(own?.status ?? status, { ...common, ...headers }).end(body);
}
