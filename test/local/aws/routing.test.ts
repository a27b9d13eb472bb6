import { describe, expect, it } from "vitest";
import type { GatewayMethod } from "../../../local/aws/deployment.ts";
import { routing } from "../../../local/aws/routing.ts";

const method: GatewayMethod = { authorizer: null, integration: { type: "mock", status: 204, headers: {} } };
const resource = (path: string, ...methods: string[]) => ({
  path,
  methods: new Map(methods.map((name) => [name, method] as const)),
});
const find = routing([
  resource("/", "GET"),
  resource("/api/status", "GET"),
  resource("/api/{name}", "GET"),
  resource("/{proxy+}", "ANY"),
]);

describe("which resource the gateway takes", () => {
  it.each([
    ["/", "/", null],
    ["/api/status", "/api/status", null],
    ["/api/other", "/api/{name}", { name: "other" }],
    ["/api/a%20b", "/api/{name}", { name: "a b" }],
    ["/API/status", "/{proxy+}", { proxy: "API/status" }],
    ["/api/status/more", "/{proxy+}", { proxy: "api/status/more" }],
    ["/api/", "/{proxy+}", { proxy: "api/" }],
  ])("GET %s is %s", (path, expected, pathParameters) => {
    expect(find("GET", path)).toMatchObject({ resource: expected, pathParameters });
  });

  it("takes no other resource for a method that the best one does not have", () => {
    expect(find("POST", "/api/status")).toBeNull();
  });

  it("takes any method where the resource says ANY", () => {
    expect(find("DELETE", "/nowhere")).not.toBeNull();
  });
});
