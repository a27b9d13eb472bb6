import { expect, it } from "vitest";
import type { GatewayMethod } from "../../local/aws/deployment.ts";
import { servedRoutes } from "../../local/routes.ts";

const integration = { type: "lambda", functionId: "data", streams: true, timeoutMs: 1 } as const;
const open: GatewayMethod = { authorizer: null, integration };
const closed: GatewayMethod = {
  authorizer: { functionId: "authorizer", identityHeaders: [], ttlSeconds: 0 },
  integration,
};
const preflight: GatewayMethod = {
  authorizer: null,
  integration: { type: "mock", status: 204, headers: {} },
};

it("has the routes of the table, without what the gateway alone needs", () => {
  const resources = [
    { path: "/{proxy+}", methods: new Map([["ANY", closed]]) },
    { path: "/reports/Open", methods: new Map([["POST", closed]]) },
    {
      path: "/Ping",
      methods: new Map([
        ["GET", open],
        ["OPTIONS", preflight],
      ]),
    },
    { path: "/ping", methods: new Map([["GET", open]]) },
  ];
  expect(servedRoutes({ stage: "v1", resources, responses: new Map(), functions: new Map() })).toEqual([
    { method: "GET", path: "/Ping", isPublic: true },
    { method: "POST", path: "/reports/Open", isPublic: false },
  ]);
});
