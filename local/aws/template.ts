import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Deployment, FunctionConfig, GatewayMethod } from "./deployment.ts";
import { type Properties, type ReadText, resolveValue, type TemplateResource } from "./intrinsics.ts";
import { gatewayAuthorizer, gatewayMethod, gatewayResponse } from "./template-methods.ts";

/**
 * Reads the one stack in `directory`, an output folder of CDK. What the template says is taken at its word;
 * what this emulator cannot honour is an error, never ignored.
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
  const template = json(join(directory, file)) as { Resources: Record<string, TemplateResource> };
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
    ofType("AWS::ApiGateway::Authorizer").map(([id, properties]) => [
      id,
      gatewayAuthorizer(id, properties, text),
    ]),
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

function functionConfig(
  id: string,
  properties: Properties,
  directory: string,
  text: ReadText,
): FunctionConfig {
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

function json(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}
