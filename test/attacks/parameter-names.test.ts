import { describe, expect, it } from "vitest";
import { bindArguments } from "../../lambdas/data/sql/routine/arguments.ts";
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

describe("a parameter of the routine that means the verified user, however it is written", () => {
  const declared = ["Interject_UserID", "interject_user_id", "InterjectUserID", "INTERJECT USER ID"];
  const names = ["Interject_UserID", "interject_user_id", "Interject User ID", "InterjectUserID"];
  it.each(declared.flatMap((name) => names.map((sent) => [name, sent] as const)))(
    "%s is given nothing that the workbook sends as %s",
    (name, sent) => {
      const request = parseRequest({ RequestParameterList: [{ Name: `@${sent}`, InputValue: "8" }] });
      const verified = verifiedParameters(mary, request, readRequestContext(request), settings);
      const given = requestArguments({ request, save: null, verified });
      const parameter = { name, mode: "in", type: "text", dataType: "none", takesRows: null } as const;
      const routine = {
        kind: "procedure",
        schema: "s",
        name: "p",
        parameters: [{ ...parameter, hasDefault: false }],
        detail: null,
      } as const;
      expect([...bindArguments([routine], given).values]).toEqual([[name, "user-1"]]);
    },
  );
});

it("does not take a name behind two @ for the parameter behind one", () => {
  const body = { RequestParameterList: [{ Name: "@Year" }, { Name: "@@Year" }] };
  expect(() => parseRequest(body)).toThrow("must begin with one @ at most");
});
