import { describe, expect, it } from "vitest";
import { admit, type Demands } from "../../../lambdas/data/access.ts";
import type { Identity } from "../../../lambdas/identity.ts";
import { mary } from "../../support/data-function.ts";

const now = mary.expiresAt - 1;
const refusal = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    return error;
  }
  return null;
};

describe("whether a caller may use a protected route", () => {
  it("admits a verified identity until its token ends", () => {
    expect(admit({}, mary, now)).toBe(mary);
  });

  it("asks for a token where there is no identity", () => {
    expect(refusal(() => admit({}, null, now))).toMatchObject({
      status: 401,
      headers: { "WWW-Authenticate": "Bearer" },
    });
  });

  it("refuses the second in which the token ends", () => {
    expect(refusal(() => admit({}, mary, mary.expiresAt))).toMatchObject({ status: 401 });
  });

  it("admits who has every scope that the route demands", () => {
    expect(admit({ scopes: ["openid", "data"] }, mary, now)).toBe(mary);
  });

  it("refuses who lacks one, and says which the route demands", () => {
    expect(refusal(() => admit({ scopes: ["data", "ledger"] }, mary, now))).toMatchObject({
      status: 403,
      message: expect.stringContaining("ledger"),
      headers: { "WWW-Authenticate": 'Bearer error="insufficient_scope", scope="data ledger"' },
    });
  });

  it.each<[string, Demands, Partial<Identity>]>([
    ["one of the roles", { roles: ["Clerk", "Staff"] }, { roles: ["Staff"] }],
    ["the client id", { clients: ["client-0", "client-1"] }, {}],
    ["any client id", { clients: "any" }, { clientId: null }],
    ["the issuer", { issuers: [mary.issuer] }, {}],
  ])("admits who has %s that the route demands", (_, demands, more) => {
    const identity = { ...mary, ...more };
    expect(admit(demands, identity, now)).toBe(identity);
  });

  it.each<[string, Demands, Partial<Identity>]>([
    ["no role of them", { roles: ["Staff"] }, {}],
    ["another client id", { clients: ["client-2"] }, {}],
    ["no client id", { clients: ["client-1"] }, { clientId: null }],
    ["no client id, when the route takes none", { clients: [] }, { clientId: null }],
    ["a client id in another case", { clients: ["CLIENT-1"] }, {}],
    [
      "another issuer, which gives the same ids and roles",
      { issuers: [mary.issuer] },
      { issuer: "https://b.example" },
    ],
    ["no issuer of them", { issuers: [] }, {}],
  ])("refuses who has %s", (_, demands, more) => {
    expect(refusal(() => admit(demands, { ...mary, ...more }, now))).toMatchObject({
      status: 403,
      headers: { "WWW-Authenticate": 'Bearer error="insufficient_scope"' },
    });
  });
});
