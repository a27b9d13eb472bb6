import type { GatewayAuthorizer, GatewayMethod, GatewayResponse } from "./deployment.ts";
import type { Properties, ReadText } from "./intrinsics.ts";

/**
 * An `AWS::ApiGateway::Authorizer`.
 * @throws Error for an authorizer that the emulator does not know
 */
export function gatewayAuthorizer(id: string, properties: Properties, text: ReadText): GatewayAuthorizer {
  if (properties["Type"] !== "REQUEST") throw new Error(`The authorizer ${id} is not of type REQUEST.`);
  const sources = text(properties["IdentitySource"], "IdentitySource").split(",");
  return {
    functionId: functionOf(text(properties["AuthorizerUri"], "AuthorizerUri")),
    identityHeaders: sources.map(headerOf),
    ttlSeconds: Number(properties["AuthorizerResultTtlInSeconds"] ?? 300),
  };
}

/**
 * An `AWS::ApiGateway::Method` with its integration.
 * @throws Error for what the emulator does not know
 */
export function gatewayMethod(
  id: string,
  properties: Properties,
  authorizers: ReadonlyMap<string, GatewayAuthorizer>,
  text: ReadText,
): GatewayMethod {
  const integration = properties["Integration"] as Properties;
  let authorizer: GatewayAuthorizer | null = null;
  if (properties["AuthorizationType"] === "CUSTOM") {
    authorizer = authorizers.get(text(properties["AuthorizerId"], "AuthorizerId")) ?? null;
    if (authorizer === null) throw new Error(`The method ${id} names an authorizer that is not there.`);
  } else if (properties["AuthorizationType"] !== "NONE") {
    throw new Error(`The method ${id} has an authorization type that is not emulated.`);
  }
  if (integration["Type"] === "MOCK") {
    const [response = {}] = (integration["IntegrationResponses"] ?? []) as Properties[];
    const headers = Object.entries((response["ResponseParameters"] ?? {}) as Record<string, string>);
    return {
      authorizer,
      integration: {
        type: "mock",
        status: Number(response["StatusCode"] ?? 200),
        headers: Object.fromEntries(
          headers.map(([name, value]) => [name.replace("method.response.header.", ""), unquoted(value)]),
        ),
      },
    };
  }
  if (integration["Type"] !== "AWS_PROXY")
    throw new Error(`The method ${id} has an integration that is not emulated.`);
  return {
    authorizer,
    integration: {
      type: "lambda",
      functionId: functionOf(text(integration["Uri"], "Uri")),
      streams: integration["ResponseTransferMode"] === "STREAM",
      timeoutMs: Number(integration["TimeoutInMillis"] ?? 29_000),
    },
  };
}

/** An `AWS::ApiGateway::GatewayResponse`. */
export function gatewayResponse(properties: Properties): GatewayResponse {
  const headers = Object.entries((properties["ResponseParameters"] ?? {}) as Record<string, string>);
  const templates = (properties["ResponseTemplates"] ?? {}) as Record<string, string>;
  return {
    status: properties["StatusCode"] === undefined ? null : Number(properties["StatusCode"]),
    headers: Object.fromEntries(
      headers.map(([name, value]) => [name.replace("gatewayresponse.header.", ""), unquoted(value)]),
    ),
    template: templates["application/json"] ?? null,
  };
}

/**
 * The function in an integration's or authorizer's address. An alias of it is the same here, where there is
 * one version: that to which a deployment would move the alias.
 */
function functionOf(uri: string): string {
  const id = /:function:([^/:]+)(?::[^/:]+)?\/(?:response-streaming-)?invocations$/.exec(uri)?.[1];
  if (id !== undefined) return id;
  throw new Error(`The template has an integration that is not a Lambda function: ${uri}`);
}

function headerOf(source: string): string {
  const name = /^method\.request\.header\.(.+)$/.exec(source.trim())?.[1];
  if (name !== undefined) return name.toLowerCase();
  throw new Error(`The template has an identity source that is not emulated: ${source}`);
}

/** Static values stand in single quotes in the template. */
function unquoted(value: string): string {
  return value.replace(/^'(.*)'$/s, "$1");
}
