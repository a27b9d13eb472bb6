import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The synthesised stack as the emulator sees it: only what `cdk deploy` would send. What the template says is
 * taken at its word; what this emulator cannot honour is an error, never ignored.
 */
export interface Deployment {
  readonly stage: string;
  readonly resources: readonly GatewayResource[];
  readonly responses: ReadonlyMap<string, GatewayResponse>;
  /** By logical id. */
  readonly functions: ReadonlyMap<string, FunctionConfig>;
}

export interface GatewayResource {
  /** `/api/v1/status`, `/{proxy+}`. */
  readonly path: string;
  /** By HTTP method, or `ANY`. */
  readonly methods: ReadonlyMap<string, GatewayMethod>;
}

export interface GatewayMethod {
  /** Null for a method that anyone may call. */
  readonly authorizer: GatewayAuthorizer | null;
  readonly integration: LambdaIntegration | MockIntegration;
}

export interface GatewayAuthorizer {
  readonly functionId: string;
  /** Header names, in lower case. */
  readonly identityHeaders: readonly string[];
  readonly ttlSeconds: number;
}

export interface LambdaIntegration {
  readonly type: "lambda";
  readonly functionId: string;
  readonly streams: boolean;
  readonly timeoutMs: number;
}

export interface MockIntegration {
  readonly type: "mock";
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

export interface GatewayResponse {
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly template: string | null;
}

export interface FunctionConfig {
  readonly id: string;
  /** Folder of the bundle. */
  readonly directory: string;
  /** `index.handler`. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
}

type Properties = Readonly<Record<string, unknown>>;
interface Resource {
  readonly Type: string;
  readonly Properties?: Properties;
}

/** Stand-ins for what only AWS knows. */
const pseudoParameters = new Map([
  ["AWS::Partition", "aws"],
  ["AWS::Region", "local"],
  ["AWS::AccountId", "000000000000"],
  ["AWS::URLSuffix", "localhost"],
]);

/**
 * Reads the one stack in `directory`, an output folder of CDK.
 * @throws Error naming what in the template this emulator does not know
 */
export function readDeployment(directory: string): Deployment {
  const manifest = json(join(directory, "manifest.json")) as {
    artifacts: Record<string, { type: string; properties?: { templateFile?: string } }>;
  };
  const files = Object.values(manifest.artifacts)
    .filter(({ type }) => type === "aws:cloudformation:stack")
    .flatMap(({ properties }) => properties?.templateFile ?? []);
  const [file, ...others] = files;
  if (file === undefined || others.length > 0)
    throw new Error("The synthesised app must hold exactly one stack.");
  const template = json(join(directory, file)) as { Resources: Record<string, Resource> };
  const resources = template.Resources;

  const resolve = (value: unknown): unknown => resolveValue(value, resources);
  const text = (value: unknown, what: string): string => {
    const resolved = resolve(value);
    if (typeof resolved === "string") return resolved;
    throw new Error(`The template's ${what} is not a text: ${JSON.stringify(value)}`);
  };
  const ofType = (type: string) =>
    Object.entries(resources).flatMap(([id, { Type, Properties = {} }]) =>
      Type === type ? [[id, Properties] as const] : [],
    );

  const paths = new Map(ofType("AWS::ApiGateway::RestApi").map(([id]) => [`${id}.RootResourceId`, "/"]));
  const parts = ofType("AWS::ApiGateway::Resource");
  // A resource names its parent, which may stand after it.
  for (let left = parts; left.length > 0; ) {
    const next = left.filter(([id, { ParentId, PathPart }]) => {
      const parent = paths.get(text(ParentId, "ParentId"));
      if (parent === undefined) return true;
      paths.set(id, `${parent === "/" ? "" : parent}/${text(PathPart, "PathPart")}`);
      return false;
    });
    if (next.length === left.length) throw new Error("The template has resources without a parent.");
    left = next;
  }

  const authorizers = new Map(
    ofType("AWS::ApiGateway::Authorizer").map(([id, properties]) => {
      if (properties["Type"] !== "REQUEST") throw new Error(`The authorizer ${id} is not of type REQUEST.`);
      const sources = text(properties["IdentitySource"], "IdentitySource").split(",");
      return [
        id,
        {
          functionId: functionOf(text(properties["AuthorizerUri"], "AuthorizerUri")),
          identityHeaders: sources.map(headerOf),
          ttlSeconds: Number(properties["AuthorizerResultTtlInSeconds"] ?? 300),
        },
      ];
    }),
  );

  const methods = new Map<string, Map<string, GatewayMethod>>();
  for (const [id, properties] of ofType("AWS::ApiGateway::Method")) {
    const path = paths.get(text(properties["ResourceId"], "ResourceId"));
    if (path === undefined) throw new Error(`The method ${id} belongs to no resource.`);
    const method = gatewayMethod(id, properties, authorizers, text);
    const ofPath = methods.get(path) ?? new Map<string, GatewayMethod>();
    methods.set(path, ofPath.set(text(properties["HttpMethod"], "HttpMethod"), method));
  }

  return {
    stage: text(ofType("AWS::ApiGateway::Stage")[0]?.[1]["StageName"], "StageName"),
    resources: [...methods].map(([path, ofPath]) => ({ path, methods: ofPath })),
    responses: new Map(
      ofType("AWS::ApiGateway::GatewayResponse").map(([, properties]) => [
        text(properties["ResponseType"], "ResponseType"),
        gatewayResponse(properties),
      ]),
    ),
    functions: new Map(
      ofType("AWS::Lambda::Function").map(([id, properties]) => [
        id,
        functionConfig(id, properties, directory, text),
      ]),
    ),
  };
}

type Text = (value: unknown, what: string) => string;

function gatewayMethod(
  id: string,
  properties: Properties,
  authorizers: ReadonlyMap<string, GatewayAuthorizer>,
  text: Text,
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

function gatewayResponse(properties: Properties): GatewayResponse {
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

function functionConfig(id: string, properties: Properties, directory: string, text: Text): FunctionConfig {
  const code = properties["Code"] as Properties;
  const environment = ((properties["Environment"] ?? {}) as Properties)["Variables"] ?? {};
  return {
    id,
    directory: join(directory, `asset.${text(code["S3Key"], "S3Key").replace(/\.zip$/, "")}`),
    handler: text(properties["Handler"], "Handler"),
    environment: Object.fromEntries(
      Object.entries(environment as Properties).map(([name, value]) => [
        name,
        text(value, `variable ${name}`),
      ]),
    ),
    memoryMb: Number(properties["MemorySize"] ?? 128),
    timeoutSeconds: Number(properties["Timeout"] ?? 3),
  };
}

/** CloudFormation's intrinsic functions, as far as this stack's API part uses them. */
function resolveValue(value: unknown, resources: Readonly<Record<string, Resource>>): unknown {
  const resolve = (inner: unknown) => resolveValue(inner, resources);
  if (Array.isArray(value)) return value.map(resolve);
  if (typeof value !== "object" || value === null) return value;
  const [entry, ...others] = Object.entries(value);
  if (entry === undefined || others.length > 0) return value;
  const [name, argument] = entry;
  switch (name) {
    case "Ref":
      return pseudoParameters.get(String(argument)) ?? argument;
    case "Fn::GetAtt": {
      const [id, attribute] = argument as [string, string];
      const isFunction = resources[id]?.Type === "AWS::Lambda::Function" && attribute === "Arn";
      return isFunction ? `arn:aws:lambda:local:000000000000:function:${id}` : `${id}.${attribute}`;
    }
    case "Fn::Join": {
      const [separator, items] = argument as [string, unknown[]];
      return items.map(resolve).join(separator);
    }
    case "Fn::Split": {
      const [separator, whole] = argument as [string, unknown];
      return String(resolve(whole)).split(separator);
    }
    case "Fn::Select": {
      const [index, items] = argument as [number, unknown];
      return (resolve(items) as unknown[])[Number(index)];
    }
    case "Fn::Sub":
      return String(argument).replace(
        /\$\{([^}]+)\}/g,
        (whole, reference: string) => pseudoParameters.get(reference) ?? whole,
      );
    default:
      return value;
  }
}

/** The function in an integration's or authorizer's address. */
function functionOf(uri: string): string {
  const id = /:function:([^/]+)\/(?:response-streaming-)?invocations$/.exec(uri)?.[1];
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

function json(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}
