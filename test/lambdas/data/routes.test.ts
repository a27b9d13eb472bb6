import { describe, expect, it } from "vitest";
import { routes } from "../../../lambdas/data/routes.ts";

describe("the route table", () => {
  it("opens the status endpoints to anyone, and nothing else", () => {
    const open = routes
      .filter(({ access }) => access === "public")
      .map(({ method, path }) => `${method} ${path}`);
    expect(open).toEqual([
      "GET /",
      "GET /version",
      "GET /api/v1/status",
      "GET /api/v1/status/options",
      "GET /api/v1/status/headers",
      "POST /api/v1/status/headers",
      "GET /api/v1/status/ping",
    ]);
  });

  it("has no line twice, in any letter case", () => {
    const lines = routes.map(({ method, path }) => `${method} ${path.toLowerCase()}`);
    expect(new Set(lines).size).toBe(lines.length);
  });

  it("has plain paths only", () => {
    for (const { path } of routes) expect(path).toMatch(/^\/(?:[\w-]+(?:\/[\w-]+)*)?$/);
  });
});
