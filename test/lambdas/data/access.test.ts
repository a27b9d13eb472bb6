import { describe, expect, it } from "vitest";
import { admit } from "../../../lambdas/data/access.ts";
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
});
