import { describe, expect, it } from "vitest";
import { verifiedParameters, type WorkbookIdentity } from "../../../lambdas/data/verified-parameters.ts";
import type { Identity } from "../../../lambdas/identity.ts";
import { parseRequest } from "../../../lambdas/interject/request/request.ts";
import { readRequestContext } from "../../../lambdas/interject/request/request-context.ts";
import { mary } from "../../support/data-function.ts";

const defaults: WorkbookIdentity = {
  requestContextIdentity: "verified",
  userIdForm: "public",
  userRoles: "claim",
};
const xml =
  "<RequestContext><UserContext><UserId>8</UserId><UserRoles><Role>Boss</Role></UserRoles></UserContext></RequestContext>";

/** What routines are told when the workbook says that user 8 with the role Boss asks. */
function told(settings: Partial<WorkbookIdentity> = {}, user: Identity | null = mary) {
  const request = parseRequest({
    RequestParameterList: [
      { Name: "@Interject_UserID", InputValue: "8" },
      { Name: "@Interject_UserRoles", InputValue: "Boss" },
      { Name: "@interject_requestcontext", InputValue: xml },
    ],
  });
  const given = verifiedParameters(user, request, readRequestContext(request), { ...defaults, ...settings });
  return (name: string) => given.get(`Interject_${name}`)?.();
}

describe("who a routine is told the user is", () => {
  it("is whom the token names, by the public ids", () => {
    const say = told();
    expect(["UserID", "ClientID", "LoginName"].map(say)).toEqual(["user-1", "client-1", "mary@example.com"]);
    expect(say("RequestContext")).toContain("<UserId>user-1</UserId>");
  });

  it("is the same by the numbers where the settings say so, whichever form the caller sends", () => {
    const say = told({ userIdForm: "number" });
    expect(["UserID", "ClientID"].map(say)).toEqual(["7", "8"]);
    expect(say("RequestContext")).toContain(
      "<UserId>7</UserId><UserRoles></UserRoles><ClientId>8</ClientId>",
    );
    const federated = told({ userIdForm: "number" }, { ...mary, userNumber: null, clientNumber: null });
    expect(["UserID", "ClientID"].map(federated)).toEqual([null, null]);
  });

  it("is nobody on a public route", () => {
    const say = told({}, null);
    expect(["UserID", "ClientID", "LoginName", "UserRoles"].map(say)).toEqual([null, null, null, null]);
    expect(say("RequestContext")).toContain("<UserId/><UserRoles></UserRoles>");
  });

  it("is in the request context what the workbook says where the settings say as-sent", () => {
    // Not replaced: the request's own parameter goes to the routine.
    expect(told({ requestContextIdentity: "as-sent" })("RequestContext")).toBeUndefined();
  });
});

describe("the roles that a routine is told", () => {
  const staff = { ...mary, roles: ["Staff", "Sales"] };

  it("are the token's", () => {
    const say = told({}, staff);
    expect(say("UserRoles")).toBe("Staff,Sales");
    expect(say("RequestContext")).toContain("<UserRoles><Role>Staff</Role><Role>Sales</Role></UserRoles>");
  });

  it("are those of the settings for the user and the client, each once", () => {
    const userRoles = {
      users: { "user-1": ["Editor", "Staff"], [mary.principal]: ["Approver"], "user-2": ["Boss"] },
      clients: { "client-1": ["Staff"], "client-2": ["Boss"] },
    };
    const say = told({ userRoles }, staff);
    expect(say("UserRoles")).toBe("Approver,Editor,Staff");
    expect(say("RequestContext")).toContain("<Role>Approver</Role><Role>Editor</Role><Role>Staff</Role>");
    expect(told({ userRoles }, { ...mary, clientId: "constructor", userId: null })("UserRoles")).toBe(
      "Approver",
    );
  });

  it("are the workbook's where the settings say so", () => {
    const say = told({ userRoles: "workbook" }, staff);
    // Not replaced: the request's own parameter goes to the routine.
    expect(say("UserRoles")).toBeUndefined();
    expect(say("RequestContext")).toContain("<UserRoles><Role>Boss</Role></UserRoles>");
  });

  it.each(["Sales,Admin", "Sales;Admin", "Sales|Admin"])(
    "are refused where a routine could take %s for two, but for the XML",
    (role) => {
      const say = told({}, { ...mary, roles: [role] });
      expect(() => say("UserRoles")).toThrow(`Your role "${role}" has a comma, ; or |`);
      expect(say("RequestContext")).toContain(`<Role>${role}</Role>`);
    },
  );
});
