import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bearerToken } from "../../../lambdas/authorizer/bearer.ts";
import { TokenRefused } from "../../../lambdas/authorizer/refusal.ts";

const sent = (...values: string[]) => ({ headers: null, multiValueHeaders: { Authorization: values } });
const reasonOf = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    if (error instanceof TokenRefused) return error.reason;
    throw error;
  }
  return null;
};

describe("the bearer token of a request", () => {
  it.each(["Bearer a.b-c_d~e+f/g==", "bearer a.b-c_d~e+f/g==", "BEARER   a.b-c_d~e+f/g=="])(
    "is found in %j",
    (value) => {
      expect(bearerToken(sent(value))).toBe("a.b-c_d~e+f/g==");
    },
  );

  it.each(["Authorization", "authorization", "AUTHORIZATION"])("is found under %s", (name) => {
    expect(bearerToken({ headers: { [name]: "Bearer abc" }, multiValueHeaders: null })).toBe("abc");
  });

  it.each([
    ["no header", { headers: null, multiValueHeaders: null }, "header-missing"],
    ["two headers", sent("Bearer abc", "Bearer abc"), "header-repeated"],
    [
      "two headers in different case",
      { headers: null, multiValueHeaders: { Authorization: ["Bearer a"], authorization: ["Bearer b"] } },
      "header-repeated",
    ],
    ["two headers joined", sent("Bearer abc, Bearer def"), "header-repeated"],
    ["an empty header", sent(""), "header-malformed"],
    ["another scheme", sent("Basic abc"), "header-malformed"],
    ["the scheme alone", sent("Bearer"), "header-malformed"],
    ["no space", sent("Bearerabc"), "header-malformed"],
    ["a tab for the space", sent("Bearer\tabc"), "header-malformed"],
    ["a space within", sent("Bearer abc def"), "header-malformed"],
    ["a space behind", sent("Bearer abc "), "header-malformed"],
    ["a character that is none of a token", sent("Bearer ab%20c"), "header-malformed"],
    ["padding within", sent("Bearer ab=c"), "header-malformed"],
    ["more than 8 KB", sent(`Bearer ${"a".repeat(8193)}`), "token-too-long"],
  ])("is refused with %s", (_, event, reason) => {
    expect(reasonOf(() => bearerToken(event))).toBe(reason);
  });

  it("is found or refused, whatever was sent", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" }), { maxLength: 3 }), (values) => {
        reasonOf(() => bearerToken(sent(...values)));
      }),
    );
  });

  it("is the token that was put in", () => {
    const token = fc.stringMatching(/^[A-Za-z0-9\-._~+/]{1,100}={0,2}$/);
    fc.assert(fc.property(token, (text) => bearerToken(sent(`Bearer ${text}`)) === text));
  });
});
