import { describe, expect, it } from "vitest";
import { namelessUser, userOf } from "../../../local/addin/user.ts";
import { accessToken } from "../../../local/identity-provider/access-token.ts";
import { strangersKey } from "../../../local/identity-provider/signing-key.ts";

const key = strangersKey();
const claims = (payload: unknown) => `e30.${Buffer.from(JSON.stringify(payload)).toString("base64url")}.`;

describe("the Addin's user", () => {
  it("is the one whom Interject's token names", () => {
    const token = accessToken(key, {
      issuer: "https://i",
      user: "u1",
      client: "c1",
      login: "zoë@example.com",
      roles: ["A", "B"],
    });
    expect(userOf(token)).toEqual({
      userId: "u1",
      clientId: "c1",
      loginName: "zoë@example.com",
      fullName: "Mary Local",
      roles: ["A", "B"],
    });
  });

  it("has the one role of a claim that is no list", () => {
    expect(userOf(claims({ role: "A", user_identity: "{}" })).roles).toEqual(["A"]);
  });

  it.each([
    "",
    "t",
    "a.b.c",
    "e30.e30.",
    claims(null),
    claims({ user_identity: "{" }),
    claims({ user_identity: {} }),
  ])("is nameless with the token %j", (token) => {
    expect(userOf(token)).toEqual(namelessUser);
  });
});
