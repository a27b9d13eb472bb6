import { describe, expect, it } from "vitest";
import { type Banner, banner } from "../../local/banner.ts";

const sql = { method: "POST", path: "/api/v1/sql", isPublic: false };
const example = { method: "POST", path: "/api/v1/example/ReportRange", isPublic: false };
const status = { method: "GET", path: "/api/v1/status", isPublic: true };
const plain: Banner = {
  baseUrl: "http://127.0.0.1:3000",
  consoleUrl: "http://127.0.0.1:3003",
  issuer: "http://127.0.0.1:3001",
  token: "t",
  database: "postgres://127.0.0.1:3002",
  hasDemo: true,
  routes: [sql, example, status],
  carried: "",
};

describe("what npm start prints", () => {
  it("has every route, those without a token apart", () => {
    const [, closed, open] = banner(plain).split("Routes that ");
    expect(closed).toContain("need a token:\n  POST  /api/v1/sql\n  POST  /api/v1/example/ReportRange\n");
    expect(open).toContain("are open to anyone:\n  GET   /api/v1/status\n");
  });

  it("has a command that pulls an example, and begins with the variables that it needs", () => {
    expect(banner({ ...plain, carried: "PORT=4000 " })).toContain(
      "\n  PORT=4000 npm run addin -- pull /api/v1/example/ReportRange\n",
    );
  });

  it("names no example where there are none, but the user's own report", () => {
    const own = { method: "POST", path: "/reports/Open", isPublic: false };
    const printed = banner({ ...plain, routes: [sql, own, status] });
    expect(printed).not.toContain("/example/");
    expect(printed).toContain("addin -- pull /reports/Open\n");
    expect(printed).toContain("curl -X POST http://127.0.0.1:3000/reports/Open ");
  });

  it("has only a routine of the demo data to call where there is no report", () => {
    const printed = banner({ ...plain, routes: [sql, status] });
    expect(printed).toContain("addin -- pull /api/v1/sql --command reports.customer_aging\n");
    expect(printed).not.toContain("curl");
    expect(banner({ ...plain, routes: [sql, status], hasDemo: false })).not.toContain("pull");
  });

  it("asks for a token where another identity provider issues them", () => {
    expect(banner({ ...plain, token: null })).toContain("ReportRange --token <access token>\n");
  });
});
