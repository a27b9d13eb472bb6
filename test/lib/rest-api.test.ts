import { App, Stack } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { RequestAuthorizer } from "aws-cdk-lib/aws-apigateway";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { type GatewayRoute, restApi } from "../../lib/rest-api.ts";
import { StackSettings } from "../../lib/settings.ts";
import { methodsOf } from "../support/methods.ts";

const routes: readonly GatewayRoute[] = [
  { method: "GET", path: "/", access: "public" },
  { method: "GET", path: "/Version", access: "public" },
  { method: "POST", path: "/api/ReportRange" },
  { method: "GET", path: "/api/status/headers", access: "public" },
  { method: "POST", path: "/api/status/headers" },
];

function gateway(settings: v.InferInput<typeof StackSettings> = {}): Template {
  const stack = new Stack(new App(), "Test");
  const code = { runtime: Runtime.NODEJS_24_X, handler: "index.handler", code: Code.fromInline("//") };
  const authorizer = new RequestAuthorizer(stack, "Authorizer", {
    handler: new LambdaFunction(stack, "AuthorizerFunction", code),
    identitySources: ["method.request.header.Authorization"],
  });
  const data = new LambdaFunction(stack, "DataFunction", code);
  restApi(stack, v.parse(StackSettings, settings), routes, data, authorizer);
  return Template.fromStack(stack);
}

const standard = gateway();

describe("methods", () => {
  const methods = methodsOf(standard).filter(({ method }) => method !== "OPTIONS");

  test("are the routes, public ones in lower case too, and a protected rest", () => {
    expect(
      methods.map(({ method, path, authorization }) => `${method} ${path} ${authorization}`).sort(),
    ).toEqual([
      "ANY /{proxy+} CUSTOM",
      "GET / NONE",
      "GET /Version NONE",
      "GET /api/status/headers NONE",
      "GET /version NONE",
      "POST /api/ReportRange CUSTOM",
      "POST /api/status/headers CUSTOM",
    ]);
  });

  test("protected ones name the authorizer, public ones name none", () => {
    for (const { authorization, authorizerId } of methods) {
      expect(authorizerId !== undefined).toBe(authorization === "CUSTOM");
    }
  });

  test("stream through the data function, with time for it to start", () => {
    for (const { integration } of methodsOf(gateway({ dataTimeoutSeconds: 120 }))) {
      if (integration["Type"] === "MOCK") continue;
      expect(integration).toMatchObject({
        Type: "AWS_PROXY",
        ResponseTransferMode: "STREAM",
        TimeoutInMillis: 130_000,
      });
      expect(JSON.stringify(integration["Uri"])).toMatch(
        /2021-11-15\/functions\/.*\/response-streaming-invocations/,
      );
    }
  });

  test("never ask for more time than the gateway grants a stream", () => {
    const [first] = methodsOf(gateway({ dataTimeoutSeconds: 900 })).filter(({ method }) => method === "ANY");
    expect(first?.integration).toMatchObject({ TimeoutInMillis: 900_000 });
  });

  test("share one permission to call the function", () => {
    const permissions = Object.values(standard.findResources("AWS::Lambda::Permission"));
    const ofData = permissions.filter((permission) => JSON.stringify(permission).includes("DataFunction"));
    expect(ofData).toHaveLength(1);
    expect(ofData[0]?.["Properties"].Principal).toBe("apigateway.amazonaws.com");
    expect(JSON.stringify(ofData[0]?.["Properties"].SourceArn)).toContain("Api");
  });
});

describe("preflight requests", () => {
  test("are answered on every path that has a method, by the gateway itself and without a token", () => {
    const all = methodsOf(standard);
    const paths = new Set(all.map(({ path }) => path));
    const preflights = all.filter(({ method }) => method === "OPTIONS");
    expect(preflights.map(({ path }) => path).sort()).toEqual([...paths].sort());
    for (const { authorization, integration } of preflights) {
      expect(authorization).toBe("NONE");
      expect(integration["Type"]).toBe("MOCK");
    }
  });

  test("allow the methods of the path, and the headers that a client sends", () => {
    const headers = methodsOf(standard).find(
      ({ method, path }) => method === "OPTIONS" && path === "/api/status/headers",
    );
    expect(headers?.integration["IntegrationResponses"]).toMatchObject([
      {
        StatusCode: "204",
        ResponseParameters: {
          "method.response.header.Access-Control-Allow-Origin": "'*'",
          "method.response.header.Access-Control-Allow-Methods": "'GET,POST'",
          "method.response.header.Access-Control-Allow-Headers":
            "'Authorization,Content-Type,X-Correlation-ID'",
        },
      },
    ]);
  });

  test("have no answer when CORS is off", () => {
    expect(methodsOf(gateway({ corsOrigin: null })).filter(({ method }) => method === "OPTIONS")).toEqual([]);
  });
});

describe("answers of the gateway itself", () => {
  const responses = (template: Template) =>
    Object.values(template.findResources("AWS::ApiGateway::GatewayResponse")).map(
      ({ Properties }) => Properties,
    );

  test.each([
    ["UNAUTHORIZED", "401"],
    ["ACCESS_DENIED", "403"],
    ["MISSING_AUTHENTICATION_TOKEN", "404"],
    ["INVALID_SIGNATURE", "404"],
    ["REQUEST_TOO_LARGE", "413"],
    ["THROTTLED", "429"],
    ["WAF_FILTERED", "403"],
    ["AUTHORIZER_FAILURE", "500"],
    ["INTEGRATION_TIMEOUT", "504"],
  ])("%s is a %s", (ResponseType, StatusCode) => {
    standard.hasResourceProperties("AWS::ApiGateway::GatewayResponse", { ResponseType, StatusCode });
  });

  test("the other cases keep their status", () => {
    for (const ResponseType of ["DEFAULT_4XX", "DEFAULT_5XX"]) {
      standard.hasResourceProperties("AWS::ApiGateway::GatewayResponse", {
        ResponseType,
        StatusCode: Match.absent(),
      });
    }
  });

  test("a 401 asks for a bearer token", () => {
    standard.hasResourceProperties("AWS::ApiGateway::GatewayResponse", {
      ResponseType: "UNAUTHORIZED",
      ResponseParameters: { "gatewayresponse.header.WWW-Authenticate": "'Bearer'" },
    });
  });

  test("all are response documents with a sentence and the request id, and quote nothing of the request", () => {
    for (const { ResponseTemplates } of responses(standard)) {
      const text: string = ResponseTemplates["application/json"];
      const { error, ...document } = JSON.parse(text);
      expect(error).toMatch(/^[A-Z].*\.$/);
      expect(document).toEqual({
        ReturnedDataList: [],
        UserMessage: "",
        ErrorMessage: error,
        RequestParameterList: [],
        SupplementalData: {},
        requestId: "$context.requestId",
      });
      expect(text.match(/\$[\w.]+/g)).toEqual(["$context.requestId"]);
    }
  });

  test("all can be read by a page of the origin that is set, and only then", () => {
    const origins = (template: Template) =>
      responses(template).map(
        ({ ResponseParameters }) => ResponseParameters["gatewayresponse.header.Access-Control-Allow-Origin"],
      );
    expect(new Set(origins(standard))).toEqual(new Set(["'*'"]));
    expect(new Set(origins(gateway({ corsOrigin: "https://app.example.com" })))).toEqual(
      new Set(["'https://app.example.com'"]),
    );
    expect(new Set(origins(gateway({ corsOrigin: null })))).toEqual(new Set([undefined]));
  });
});

describe("the stage", () => {
  test("is regional, and takes nothing older than TLS 1.2 with forward secrecy", () => {
    standard.hasResourceProperties("AWS::ApiGateway::RestApi", {
      EndpointConfiguration: { Types: ["REGIONAL"] },
      SecurityPolicy: "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09",
      EndpointAccessMode: "STRICT",
    });
  });

  test("leaves compression to the data function, for the gateway cannot compress a stream", () => {
    standard.hasResourceProperties("AWS::ApiGateway::RestApi", { MinimumCompressionSize: Match.absent() });
  });

  test("logs errors but no request or table, and throttles", () => {
    gateway({ throttleRatePerSecond: 7, throttleBurst: 9 }).hasResourceProperties("AWS::ApiGateway::Stage", {
      MethodSettings: [
        Match.objectLike({
          HttpMethod: "*",
          ResourcePath: "/*",
          LoggingLevel: "ERROR",
          DataTraceEnabled: false,
          ThrottlingRateLimit: 7,
          ThrottlingBurstLimit: 9,
        }),
      ],
    });
  });

  test("writes one JSON line a request, without anything that could hold a token", () => {
    const [stage] = Object.values(standard.findResources("AWS::ApiGateway::Stage"));
    const format: string = stage?.["Properties"].AccessLogSetting.Format;
    const fields: unknown = JSON.parse(format);
    expect(fields).toMatchObject({ requestId: "$context.requestId", status: "$context.status" });
    expect(format).not.toMatch(
      /\.header|error\.message|authorizer\.(?!status|latency|requestId|principalAsJson)|querystring/i,
    );
  });

  test("says in that line who called, which invocations answered, and when the stream began", () => {
    const [stage] = Object.values(standard.findResources("AWS::ApiGateway::Stage"));
    expect(JSON.parse(stage?.["Properties"].AccessLogSetting.Format)).toMatchObject({
      principal: "$context.authorizer.principalAsJson",
      functionRequestId: "$context.integration.requestId",
      authorizerRequestId: "$context.authorizer.requestId",
      responseTransferMode: "$context.integration.responseTransferMode",
      firstContentMs: "$context.integration.timeToFirstContent",
    });
  });

  test("has the metrics by path and method, which are billed, only where the settings ask for them", () => {
    const metricsOf = (template: Template) =>
      Object.values(template.findResources("AWS::ApiGateway::Stage")).map(
        ({ Properties }) => Properties.MethodSettings[0].MetricsEnabled,
      );
    expect(metricsOf(standard)).toEqual([false]);
    expect(metricsOf(gateway({ methodMetrics: true }))).toEqual([true]);
  });

  test("ends every log", () => {
    const groups = Object.values(gateway({ logRetentionDays: 7 }).findResources("AWS::Logs::LogGroup"));
    expect(groups.map(({ Properties }) => Properties.RetentionInDays)).toEqual([7, 7]);
    expect(JSON.stringify(groups)).toContain("API-Gateway-Execution-Logs_");
  });
});
