import { Duration, RemovalPolicy, Validations } from "aws-cdk-lib";
import {
  AccessLogFormat,
  AuthorizationType,
  CfnRestApi,
  EndpointAccessMode,
  type IAuthorizer,
  type IResource,
  LambdaIntegration,
  LogGroupLogDestination,
  type Method,
  MethodLoggingLevel,
  ResponseTransferMode,
  RestApi,
  SecurityPolicy,
} from "aws-cdk-lib/aws-apigateway";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { endpoints } from "./endpoints.ts";
import { gatewayResponses } from "./gateway-responses.ts";
import type { StackSettings } from "./settings.ts";

/** What the gateway needs to know of a route. Without `access: "public"` it is protected. */
export interface GatewayRoute {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly access?: "public";
}

/** What an invocation costs beyond the function's own time limit: a cold start. */
const coldStartSeconds = 10;
/** AWS: "Set up a Lambda proxy integration with payload response streaming". */
const maxStreamSeconds = 900;

/**
 * The gateway: every route as a resource of its own, and everything else for the data function to answer,
 * behind the authorizer. The gateway matches paths to the letter, the data function in any case; a public
 * route is therefore open at its documented path and in lower case, a protected one in any case.
 */
export function restApi(
  scope: Construct,
  settings: StackSettings,
  routes: readonly GatewayRoute[],
  data: IFunction,
  authorizer: IAuthorizer,
): { readonly api: RestApi; readonly accessLogs: LogGroup } {
  const accessLogs = new LogGroup(scope, "AccessLogs", {
    retention: settings.logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const api = new RestApi(scope, "Api", {
    restApiName: settings.stackName,
    ...endpoints(scope, settings),
    cloudWatchRole: settings.gatewayLoggingRole,
    disableExecuteApiEndpoint: !settings.defaultEndpoint,
    deployOptions: {
      stageName: settings.stageName,
      accessLogDestination: new LogGroupLogDestination(accessLogs),
      accessLogFormat: AccessLogFormat.custom(JSON.stringify(accessLogLine)),
      loggingLevel: MethodLoggingLevel.ERROR,
      // Would write whole requests and tables into the log.
      dataTraceEnabled: false,
      metricsEnabled: settings.methodMetrics,
      throttlingRateLimit: settings.throttleRatePerSecond,
      throttlingBurstLimit: settings.throttleBurst,
      tracingEnabled: settings.tracing,
    },
  });
  // The stack's own output says the address, under a name that people look for.
  api.node.tryRemoveChild("Endpoint");
  expireExecutionLogs(scope, settings, api);
  requireModernTls(api, settings);
  gatewayResponses(api, settings.corsOrigin);

  const integration = new LambdaIntegration(data, {
    responseTransferMode: ResponseTransferMode.STREAM,
    timeout: Duration.seconds(Math.min(settings.dataTimeoutSeconds + coldStartSeconds, maxStreamSeconds)),
    // One permission for the whole API: one a method would soon pass the size limit of the function's policy.
    scopePermissionToMethod: false,
  });
  const methodsByResource = new Map<IResource, string[]>();
  const add = (path: string, method: string, access: GatewayRoute["access"]) => {
    const resource = api.root.resourceForPath(path);
    const isPublic = access === "public";
    const made = resource.addMethod(
      method,
      integration,
      isPublic
        ? { authorizationType: AuthorizationType.NONE }
        : { authorizationType: AuthorizationType.CUSTOM, authorizer },
    );
    acceptMethod(made, isPublic);
    methodsByResource.set(resource, [...(methodsByResource.get(resource) ?? []), method]);
  };
  for (const { method, path, access } of routes) {
    add(path, method, access);
    const lowerCase = path.toLowerCase();
    if (access === "public" && lowerCase !== path) add(lowerCase, method, access);
  }
  add("/{proxy+}", "ANY", undefined);

  if (settings.corsOrigin !== null) {
    for (const [resource, methods] of methodsByResource) preflight(resource, methods, settings.corsOrigin);
  }
  return { api, accessLogs };
}

/**
 * One JSON line a request (AWS: "Variables for access logging for API Gateway", and for the times of a stream
 * "Troubleshoot issues with response streaming in API Gateway"). No variable is a request's header, so the
 * caller's correlation id is not among them: `functionRequestId` and `requestId` find the function's lines,
 * which have it. No `$context.error.message`: it can quote the Authorization header; the response type says
 * as much. The principal is that of the context and not `principalId`, because the gateway writes a value as
 * it is, and a quote in it would end the text: `lambdas/identity.ts` has made this one safe.
 */
const accessLogLine = {
  requestId: "$context.requestId",
  time: "$context.requestTimeEpoch",
  functionRequestId: "$context.integration.requestId",
  authorizerRequestId: "$context.authorizer.requestId",
  principal: "$context.authorizer.principalAsJson",
  ip: "$context.identity.sourceIp",
  method: "$context.httpMethod",
  path: "$context.path",
  resource: "$context.resourcePath",
  status: "$context.status",
  responseType: "$context.error.responseType",
  responseBytes: "$context.responseLength",
  responseMs: "$context.responseLatency",
  responseTransferMode: "$context.integration.responseTransferMode",
  integrationMs: "$context.integration.latency",
  allHeadersMs: "$context.integration.timeToAllHeaders",
  firstContentMs: "$context.integration.timeToFirstContent",
  authorizerStatus: "$context.authorizer.status",
  authorizerMs: "$context.authorizer.latency",
  tlsVersion: "$context.tlsVersion",
};

/**
 * The gateway would make this log group by itself, and keep it for ever; its name is fixed (AWS: "CloudWatch
 * log formats for API Gateway").
 */
function expireExecutionLogs(scope: Construct, settings: StackSettings, api: RestApi): void {
  const logGroup = new LogGroup(scope, "ExecutionLogs", {
    logGroupName: `API-Gateway-Execution-Logs_${api.restApiId}/${settings.stageName}`,
    retention: settings.logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  api.deploymentStage.node.addDependency(logGroup);
}

/**
 * TLS 1.2 with forward secrecy or better, on the default address too (AWS: "Security policies for REST APIs
 * in API Gateway"). A private API by the name of a VPC endpoint needs the basic mode (AWS: "Invoke a private
 * API"); its policy says through which endpoints it can be reached.
 */
function requireModernTls(api: RestApi, { privateEndpoints }: StackSettings): void {
  const resource = api.node.defaultChild;
  if (!(resource instanceof CfnRestApi)) throw new Error("CDK's RestApi has no CfnRestApi.");
  resource.securityPolicy = SecurityPolicy.TLS13_1_2_PFS_PQ_2025_09;
  resource.endpointAccessMode =
    privateEndpoints === null ? EndpointAccessMode.STRICT : EndpointAccessMode.BASIC;
}

/**
 * Answers a browser's preflight request, which never carries a token (Fetch standard,
 * "CORS-preflight request").
 */
function preflight(resource: IResource, methods: readonly string[], origin: string): void {
  const options = resource.addCorsPreflight({
    allowOrigins: [origin],
    allowMethods: methods.includes("ANY") ? ["GET", "POST"] : [...methods],
    allowHeaders: ["Authorization", "Content-Type", "X-Correlation-ID"],
    maxAge: Duration.hours(2),
  });
  Validations.of(options).acknowledge(
    { id: "AwsSolutions-APIG4", reason: "A preflight request carries no credentials by definition." },
    { id: "AwsSolutions-COG4", reason: "A preflight request carries no credentials by definition." },
  );
}

function acceptMethod(method: Method, isPublic: boolean): void {
  if (isPublic) {
    const reason = "The route table marks this route as public; it returns no data of any client.";
    Validations.of(method).acknowledge(
      { id: "AwsSolutions-APIG4", reason },
      { id: "AwsSolutions-COG4", reason },
    );
  } else {
    Validations.of(method).acknowledge({
      id: "AwsSolutions-COG4",
      reason:
        "Tokens come from Interject's identity provider or the customer's own, which a Lambda authorizer verifies.",
    });
  }
}
