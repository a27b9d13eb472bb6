import { describe, expect, it } from "vitest";
import { ask } from "../../support/data-function.ts";

const get = (path: string, more: Partial<Parameters<typeof ask>[0]> = {}) =>
  ask({ method: "GET", path, user: null, ...more });

describe("GET / and GET /version", () => {
  it.each(["/", "/version"])("%s says what runs", async (path) => {
    expect((await get(path)).json).toEqual({ name: "test-api", version: "1.2.3" });
  });
});

describe("GET /api/v1/status/options", () => {
  it("answers all options", async () => {
    expect((await get("/api/v1/status/options")).json).toEqual({
      Name: "test-api",
      Version: "1.2.3",
      Framework: `Node.js ${process.version}`,
    });
  });

  it("answers one option", async () => {
    expect((await get("/api/v1/status/options", { query: { opt: "VERSION" } })).json).toBe("1.2.3");
  });

  it("refuses an unknown option", async () => {
    const answer = await get("/api/v1/status/options", { query: { opt: "secrets" } });
    expect(answer.status).toBe(400);
  });
});

describe("/api/v1/status/headers", () => {
  it.each(["GET", "POST"])("echoes a %s request", async (method) => {
    const answer = await ask({
      method,
      path: "/api/v1/status/headers",
      user: null,
      headers: { "User-Agent": "Excel", "x-correlation-id": "1" },
    });
    expect(answer.json).toEqual({
      method,
      path: "/api/v1/status/headers",
      headers: { "User-Agent": "Excel", "x-correlation-id": "1" },
    });
  });

  it.each([
    "Authorization",
    "authorization",
    "Proxy-Authorization",
    "Cookie",
    "X-Api-Key",
    "X-Amz-Security-Token",
    "X-Origin-Verify",
    "X-Anything-Else",
  ])("shows nothing of %s", async (name) => {
    const answer = await get("/api/v1/status/headers", { headers: { [name]: "Bearer abcdefghijklmnop" } });
    expect(answer.json).toHaveProperty("headers", {});
    expect(answer.bytes.toString()).not.toMatch(/abcd|mnop|Anything|Origin/);
  });
});

describe("GET /api/v1/status/ping", () => {
  it("answers five times a minute for each address, then says when to come back", async () => {
    const ping = (sourceIp: string) => get("/api/v1/status/ping", { sourceIp });
    for (let times = 0; times < 5; times++) {
      expect(await ping("192.0.2.7")).toMatchObject({ status: 200, json: { status: "pong" } });
    }
    const sixth = await ping("192.0.2.7");
    expect(sixth.status).toBe(429);
    expect(Number(sixth.headers["Retry-After"])).toBeGreaterThan(0);
    expect((await ping("192.0.2.8")).status).toBe(200);
  });
});
