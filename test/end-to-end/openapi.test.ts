import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { routeTable } from "../../lambdas/data/routes.ts";
import { describeRoutes } from "../../lib/describe-routes.ts";
import { demoConnection } from "../../local/demo/connection.ts";
import { type LocalDatabase, startDatabase } from "../../local/demo/start-database.ts";
import { type LocalIssuer, startIssuer } from "../../local/identity-provider/issuer.ts";
import { settingsFor } from "../../local/identity-provider/trust-settings.ts";
import { collection } from "../../local/openapi/collection.ts";
import { type DescribedApi, openApi } from "../../local/openapi/openapi.ts";
import { schemas } from "../../local/openapi/schemas.ts";
import { readPortals } from "../../local/portals/read-portals.ts";
import { type LocalApi, startLocal } from "../../local/start.ts";
import { collectionRunner, runCollection, withoutRunner } from "../support/collection-runner.ts";
import { exampleSettings } from "../support/settings.ts";

const folder = mkdtempSync(join(tmpdir(), "openapi-e2e-"));
let issuer: LocalIssuer;
let database: LocalDatabase;
let api: LocalApi;

beforeAll(async () => {
  issuer = await startIssuer({ host: "127.0.0.1", port: 0, keysFolder: folder });
  database = await startDatabase({ folder: join(folder, "database"), port: 0, log: () => {} });
  api = await startLocal({
    host: "127.0.0.1",
    port: 0,
    concurrency: 2,
    settings: { ...settingsFor(issuer), ...exampleSettings },
    connections: [demoConnection(database.url)],
    log: () => {},
  });
}, 120_000);
afterAll(async () => {
  await api?.close();
  await database?.close();
  await issuer?.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Operation {
  readonly security?: readonly unknown[];
  readonly requestBody?: {
    readonly content: {
      readonly "application/json": {
        readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
      };
    };
  };
}

// What this copy's users have added may need databases that are not here.
const endpoints = describeRoutes(routeTable({ examples: true, own: [] }));
const all = describeRoutes(routeTable({ examples: true }));
const { examples } = readPortals(join(import.meta.dirname, "../.."), all);
const description: DescribedApi = {
  title: "data-api",
  version: "1.2.3",
  url: "http://127.0.0.1:3000",
  endpoints,
  portals: examples,
};
const described = openApi(description);
const operations = Object.entries(described.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, ...(operation as Operation) })),
);
const requests = operations.flatMap(({ path, requestBody }) =>
  Object.entries(requestBody?.content["application/json"].examples ?? {}).map(([name, { value }]) => ({
    path,
    name,
    body: JSON.stringify(value),
  })),
);

const send = (method: string, path: string, headers: Record<string, string>, body?: string) =>
  fetch(api.baseUrl + path, {
    method,
    headers: { "Content-Type": "application/json", ...headers },
    ...(body === undefined ? {} : { body }),
  });
const signedIn = () => ({ Authorization: `Bearer ${issuer.token()}` });

/** The examples that are answered without a row: the sheet has no row definition, or an output has it all. */
const withoutRows = ["/api/v1/example/ReportFixed", "DataApi_Totals"];

describe("the examples of the OpenAPI description, against the emulated API", () => {
  it("are there for every report, and for every data portal with a command", () => {
    const reports = endpoints.filter(({ kind }) => kind === "report").map(({ path }) => path);
    const codes = examples.filter(({ command }) => command !== null).map(({ code }) => code);
    expect(requests.map(({ path }) => path)).toEqual(expect.arrayContaining(reports));
    expect(requests.map(({ name }) => name)).toEqual(expect.arrayContaining(codes));
  });

  it.each(requests)("$path $name", async ({ path, name, body }) => {
    const response = await send("POST", path, signedIn(), body);
    expect(response.status).toBe(200);
    const answer = (await response.json()) as {
      readonly ErrorMessage: string;
      readonly ReturnedDataList: readonly { readonly Data: string }[];
    };
    const { properties, required } = schemas.InterjectResponse;
    expect(Object.keys(answer).filter((name) => !Object.hasOwn(properties, name))).toEqual([]);
    expect(Object.keys(answer)).toEqual(expect.arrayContaining(required));
    expect(answer.ErrorMessage).toBe("");
    const rows = answer.ReturnedDataList.flatMap(({ Data }) => JSON.parse(Data).Rows);
    expect(rows.length > 0).toBe(!withoutRows.some((one) => one === path || one === name));
  });
});

describe("who may call, as the OpenAPI description says", () => {
  it.each(operations)("$method $path", async ({ method, path, security, requestBody }) => {
    const response = await send(method, path, {}, requestBody === undefined ? undefined : "{}");
    expect(response.status).toBe(security === undefined ? 401 : 200);
  });
});

describe.skipIf(collectionRunner === undefined)(
  `the collection, sent by its own runner${withoutRunner}`,
  () => {
    const made = collection(description);
    const paths = (kind: string) => endpoints.filter((endpoint) => endpoint.kind === kind).length;
    const commands = examples.filter(({ command }) => command !== null).length;
    // Three words of the one query are sent as well.
    const counts = {
      status: paths("plain") + 3,
      reports: paths("report"),
      portals: paths("command") * commands,
      noCommand: paths("command"),
      noToken: endpoints.filter(({ isPublic }) => !isPublic).length,
    };
    it("is answered as its tests say", async () => {
      const { status, reports, portals, noCommand, noToken } = counts;
      expect(await runCollection(made, { baseUrl: api.baseUrl, token: issuer.token() })).toEqual({
        failures: [],
        exitCode: 0,
        requests: status + reports + portals + noCommand + noToken,
        assertions: 3 * status + 5 * (reports + portals) + 4 * (noCommand + noToken),
      });
    });

    it("has no test that holds whatever the answer is", async () => {
      const server = createServer((_, response) => response.writeHead(418).end("no JSON")).listen(
        0,
        "127.0.0.1",
      );
      await once(server, "listening");
      const { port } = server.address() as AddressInfo;
      const variables = { baseUrl: `http://127.0.0.1:${port}`, token: "any" };
      const { exitCode, assertions, failures } = await runCollection(made, variables);
      server.close();
      expect(exitCode).toBe(1);
      expect(failures).toHaveLength(assertions);
    });
  },
);
