import { describe, expect, it } from "vitest";
import { identityOf as identityFrom } from "../../../lambdas/authorizer/claims.ts";
import { issuerOf } from "../../../lambdas/authorizer/issuer.ts";
import { TokenRefused } from "../../../lambdas/authorizer/refusal.ts";

const issuer = issuerOf({ provider: "interject", issuer: "https://auth.example.test", clockSkewSeconds: 0 });
const identityOf = (claims: Readonly<Record<string, unknown>>) => identityFrom(claims, issuer);
const claims = { iss: "https://auth.example.test", exp: 1_900_000_000.5, sub: "42" };

describe("who the claims say the caller is", () => {
  it("is read from user_identity", () => {
    const user_identity = JSON.stringify({
      UserId: 1,
      UserIdPublic: "u",
      LoginName: "mary",
      ClientIdPublic: "c",
      ClientId: 2,
    });
    expect(identityOf({ ...claims, user_identity, ids_client_id: "older", scope: ["a"] })).toEqual({
      issuer: claims.iss,
      subject: "42",
      principal: "https://auth.example.test#42",
      userId: "u",
      userNumber: 1,
      clientNumber: 2,
      loginName: "mary",
      clientId: "c",
      scopes: ["a"],
      roles: [],
      expiresAt: 1_900_000_000,
    });
  });

  it("has the client of ids_client_id in older tokens", () => {
    expect(identityOf({ ...claims, ids_client_id: "c" })).toMatchObject({
      clientId: "c",
      userId: null,
      loginName: null,
    });
  });

  it("has the OAuth client for its subject where there is no sub", () => {
    expect(identityOf({ iss: claims.iss, exp: 1, client_id: "service" }).subject).toBe("service");
  });

  it.each([
    [{ scope: "a b" }, ["a", "b"]],
    [{ scope: ["a", "b"] }, ["a", "b"]],
    [{ scp: "a b" }, ["a", "b"]],
    [{ scp: ["a"] }, ["a"]],
    [{}, []],
  ])("has scopes from %j", (more, scopes) => {
    expect(identityOf({ ...claims, ...more }).scopes).toEqual(scopes);
  });

  it.each([
    [{ role: "Read Only Admin" }, ["Read Only Admin"]],
    [{ roles: ["Read Only", "Sales,Admin"] }, ["Read Only", "Sales,Admin"]],
    [{ role: "" }, []],
    [{}, []],
  ])("has the roles of %j, each as a whole", (more, roles) => {
    expect(identityOf({ ...claims, ...more }).roles).toEqual(roles);
  });

  it("has no id, number or name where the token has an empty text", () => {
    const user_identity = '{"UserIdPublic":"","LoginName":"","ClientIdPublic":""}';
    expect(identityOf({ ...claims, user_identity, ids_client_id: "" })).toMatchObject({
      userId: null,
      loginName: null,
      clientId: null,
    });
  });

  it.each([
    ["no subject", { sub: undefined }, "subject-missing"],
    ["an empty subject", { sub: "" }, "subject-missing"],
    ["a user_identity that is no JSON", { user_identity: "{" }, "claim-malformed"],
    ["a user_identity that is no text", { user_identity: { UserIdPublic: "u" } }, "claim-malformed"],
    ["a user id that is no text", { user_identity: '{"UserIdPublic":7}' }, "claim-malformed"],
    ["a user number that is no number", { user_identity: '{"UserId":"7"}' }, "claim-malformed"],
    ["a client id that is no text", { ids_client_id: ["c"] }, "claim-malformed"],
    ["a scope that is a number", { scope: 7 }, "claim-malformed"],
    ["a scope with a number in it", { scope: ["a", 7] }, "claim-malformed"],
  ])("is nobody with %s", (_, more, reason) => {
    let refused: unknown;
    try {
      identityOf({ ...claims, ...more });
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(TokenRefused);
    expect((refused as TokenRefused).reason).toBe(reason);
  });
});
