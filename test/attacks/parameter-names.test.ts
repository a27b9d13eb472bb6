import { describe, expect, it } from "vitest";
import { requestArguments } from "../../lambdas/data/sql/routine/request-arguments.ts";
import { verifiedParameters } from "../../lambdas/data/verified-parameters.ts";
import { RequestInvalid } from "../../lambdas/interject/errors.ts";
import { parseRequest } from "../../lambdas/interject/request/request.ts";
import { readRequestContext } from "../../lambdas/interject/request/request-context.ts";
import { mary } from "../support/data-function.ts";

const settings = { requestContextIdentity: "verified", userIdForm: "public", userRoles: "claim" } as const;
const forged =
  "<RequestContext><UserContext><UserId>8</UserId><ClientId>9</ClientId></UserContext></RequestContext>";

/** The request context that a routine is given when the caller sends a forged one under `name`. */
function givenContext(name: string): unknown {
  const request = parseRequest({ RequestParameterList: [{ Name: name, InputValue: forged }] });
  const verified = verifiedParameters(mary, request, readRequestContext(request), settings);
  const given = requestArguments({ request, save: null, verified });
  return given.get("interject_requestcontext")?.read("nvarchar") ?? "";
}

describe("a request context under a name that this API might read otherwise than a routine", () => {
  it.each(["@Interject_RequestContext", "INTERJECT_REQUESTCONTEXT"])("is read: %s", (name) => {
    expect(givenContext(name)).toContain("<UserId>user-1</UserId><ClientId>client-1</ClientId>");
  });

  it.each(["@@Interject_RequestContext", "@@interject_requestcontext", "@@@Interject_RequestContext"])(
    "is refused: %s",
    (name) => {
      expect(() => givenContext(name)).toThrow(RequestInvalid);
    },
  );

  it.each([
    " Interject_RequestContext",
    "Interject_RequestContext ",
    "@ Interject_RequestContext",
    "Interject_RequestContext\u0000",
    "\ufeffInterject_RequestContext",
    "\u0130nterject_RequestContext",
    "Interject\uff3fRequestContext",
    "Interject_Reque\u017ftContext",
  ])("reaches no routine: %j", (name) => {
    expect(givenContext(name)).toBe("");
  });
});

it("does not take a name behind two @ for the parameter behind one", () => {
  const body = { RequestParameterList: [{ Name: "@Year" }, { Name: "@@Year" }] };
  expect(() => parseRequest(body)).toThrow("must begin with one @ at most");
});
