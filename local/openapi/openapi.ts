import type { DataPortal, DeclaredParameter, Endpoint } from "../portals/portals.ts";
import { exampleRequests } from "./example-request.ts";
import { schemas } from "./schemas.ts";

/** A line of the route table, with who may call it: as `lib/describe-routes.ts` has it. */
export interface DescribedEndpoint extends Endpoint {
  readonly isPublic: boolean;
  /** What the caller's token must have, by the line's own words. */
  readonly demands: Readonly<Record<string, readonly string[] | string>>;
  /** What a plain answer reads of the query, with the words that each can be. */
  readonly query: Readonly<Record<string, readonly string[]>>;
}

/** What the description is of. */
export interface DescribedApi {
  readonly title: string;
  readonly version: string;
  /** Root URL of the API. */
  readonly url: string;
  readonly endpoints: readonly DescribedEndpoint[];
  /** Those that name a command are examples of the endpoints that run them. */
  readonly portals: readonly DataPortal[];
}

/**
 * The API as an OpenAPI 3.1 document (OpenAPI Initiative: "OpenAPI Specification v3.1.1"), made of the route
 * table, the reports' declarations and the data portals.
 */
export function openApi({ title, version, url, endpoints, portals }: DescribedApi) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const endpoint of endpoints) {
    const operations = paths[endpoint.path] ?? {};
    paths[endpoint.path] = operations;
    operations[endpoint.method.toLowerCase()] = operationOf(endpoint, portals);
  }
  return {
    openapi: "3.1.1",
    info: { title, version },
    servers: [{ url }],
    security: [{ accessToken: [] }],
    paths,
    components: {
      schemas,
      responses: { Refused: refused },
      securitySchemes: {
        accessToken: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "JWT",
          description: "An access token of an identity provider that the API trusts.",
        },
      },
    },
  };
}

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });

const refused = {
  description: "The request was refused before anything ran; ErrorMessage says why.",
  content: { "application/json": { schema: reference("InterjectResponse") } },
};

function operationOf(endpoint: DescribedEndpoint, portals: readonly DataPortal[]) {
  const { method, path, kind, isPublic, query } = endpoint;
  const answer = kind === "plain" ? {} : reference("InterjectResponse");
  const description = demandsOf(endpoint);
  const parameters = Object.entries(query).map(([name, words]) => ({
    name,
    in: "query",
    schema: { type: "string", enum: words },
  }));
  return {
    operationId: `${method.toLowerCase()}${path.replaceAll("/", "_")}`,
    summary: summaries[kind](path),
    ...(description === null ? {} : { description }),
    ...(isPublic ? { security: [] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(kind === "plain" ? {} : { requestBody: bodyOf(endpoint, portals) }),
    responses: {
      200: { description: "The answer.", content: { "application/json": { schema: answer } } },
      "4XX": { $ref: "#/components/responses/Refused" },
      "5XX": { $ref: "#/components/responses/Refused" },
    },
  };
}

/** What a line of the route table asks of a token, in a sentence; null where any token will do. */
export function demandsOf({ demands }: DescribedEndpoint): string | null {
  const each = Object.entries(demands).map(([what, values]) => `${what}: ${[values].flat().join(", ")}`);
  return each.length === 0 ? null : `The token must fit ${each.join("; ")}.`;
}

const summaries: Readonly<Record<Endpoint["kind"], (path: string) => string>> = {
  plain: (path) => `Status ${path}`,
  report: (path) => `Report ${path}`,
  command: (path) => `Command of a data portal ${path}`,
};

function bodyOf(endpoint: DescribedEndpoint, portals: readonly DataPortal[]) {
  const examples = Object.fromEntries(
    exampleRequests(endpoint, portals).map(({ name, body }) => [exampleKey(name), { value: body }]),
  );
  const schema =
    endpoint.kind === "report" ? reportSchema(endpoint.parameters) : reference("InterjectRequest");
  const media = { schema, ...(Object.keys(examples).length === 0 ? {} : { examples }) };
  return { required: true, content: { "application/json": media } };
}

/** OpenAPI's names of examples have no blanks. */
const exampleKey = (code: string) => code.replaceAll(/[^\w.-]/g, "_");

/** The request with the report's own parameters, beside the system parameters that any report takes. */
function reportSchema(declared: readonly DeclaredParameter[]) {
  if (declared.length === 0) return reference("InterjectRequest");
  const own = declared.map(({ name, expected, allowed, isOptional }) => ({
    allOf: [reference("Parameter")],
    title: name,
    description: `It must be ${expected}${isOptional ? ", or may be missing" : ""}.`,
    properties: {
      Name: { const: `@${name}` },
      ...(allowed === null ? {} : { InputValue: { enum: [...allowed, ...(isOptional ? ["", null] : [])] } }),
    },
  }));
  const system = {
    allOf: [reference("Parameter")],
    title: "System parameter",
    properties: { Name: { pattern: "^@?Interject_" } },
  };
  return {
    allOf: [reference("InterjectRequest")],
    properties: { RequestParameterList: { items: { anyOf: [...own, system] } } },
  };
}
