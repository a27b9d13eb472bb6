import { describe, expect, it } from "vitest";
import { type ContradictionPolicies, refuseContradictions } from "../../../lambdas/data/contradiction.ts";
import type { Identity } from "../../../lambdas/identity.ts";
import { parseRequest } from "../../../lambdas/interject/request/request.ts";
import { readRequestContext } from "../../../lambdas/interject/request/request-context.ts";
import { mary } from "../../support/data-function.ts";

const defaults: ContradictionPolicies = { contradictingIds: "refuse", contradictingNames: "log" };

/** Whether a request that carries these system parameters is refused. */
function refused(parameters: Record<string, string>, policies = defaults, user: Identity = mary): boolean {
  const request = parseRequest({
    RequestParameterList: Object.entries(parameters).map(([name, InputValue]) => ({
      Name: `@${name}`,
      InputValue,
    })),
  });
  try {
    refuseContradictions(user, request, readRequestContext(request).context, policies);
    return false;
  } catch (error) {
    expect(error).toMatchObject({ name: "UserError", message: expect.stringContaining("Sign in") });
    return true;
  }
}

const context = (element: string, text: string) => ({
  Interject_RequestContext: `<RequestContext><UserContext><${element}>${text}</${element}></UserContext></RequestContext>`,
});

describe("what a request says of its user", () => {
  it.each([
    [{ Interject_UserID: "user-2" }],
    [{ Interject_ClientID: "client-2" }],
    [{ interject_clientid: "9" }],
    [context("UserId", "user-2")],
    [context("ClientId", "client-2")],
  ])("is refused when it is not the token's: %j", (parameters) => {
    expect(refused(parameters)).toBe(true);
  });

  it.each([
    [{}],
    [{ Interject_UserID: "", Interject_ClientID: " " }],
    [{ Interject_UserID: "USER-1", Interject_ClientID: "client-1" }],
    [{ Interject_UserID: "7", Interject_ClientID: "8" }],
    [context("UserId", "user-1")],
    [context("ClientId", "8")],
  ])("is taken when it is the token's, by public id or number, or nothing: %j", (parameters) => {
    expect(refused(parameters)).toBe(false);
  });

  it("cannot be compared with a token that says nothing of it", () => {
    const federated = { ...mary, userId: null, userNumber: null, clientId: null, clientNumber: null };
    expect(refused({ Interject_UserID: "anyone", Interject_ClientID: "any" }, defaults, federated)).toBe(
      false,
    );
  });

  it("may differ in the login name, unless the settings say otherwise", () => {
    for (const parameters of [
      { Interject_LoginName: "paul@example.com" },
      context("LoginName", "paul@example.com"),
    ]) {
      expect(refused(parameters)).toBe(false);
      expect(refused(parameters, { ...defaults, contradictingNames: "refuse" })).toBe(true);
    }
  });

  it.each(["log", "off"] as const)("may differ where the settings say %s", (contradictingIds) => {
    expect(refused({ Interject_UserID: "user-2" }, { ...defaults, contradictingIds })).toBe(false);
  });
});
