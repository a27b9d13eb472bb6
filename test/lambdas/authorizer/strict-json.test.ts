import { describe, expect, it } from "vitest";
import { parseStrictJson } from "../../../lambdas/authorizer/strict-json.ts";

describe("strict JSON", () => {
  it.each(['{"a":1,"a":1}', '{"a":1,"\\u0061":2}', '[{"b":{"a":1,"a":2}}]', '{"__proto__":1,"__proto__":2}'])(
    "refuses a name that stands twice in an object: %s",
    (json) => {
      expect(() => parseStrictJson(json)).toThrow(SyntaxError);
    },
  );

  it.each([
    '{"a":{"a":1},"b":[{"a":1},{"a":2}]}',
    '{"a":"\\"a\\":1","b":"a:"}',
    '{"__proto__":1}',
    '{"A":1,"a":2}',
    "[]",
    "7",
  ])("takes a name that stands once in each: %s", (json) => {
    expect(parseStrictJson(json)).toEqual(JSON.parse(json));
  });

  it("takes as many levels as a token has room for", () => {
    const deep = `{"a":${"[".repeat(4_000)}${"]".repeat(4_000)}}`;
    expect(parseStrictJson(deep)).toHaveProperty("a");
    expect(() => parseStrictJson(`{"a":1,"a":${deep}}`)).toThrow(SyntaxError);
  });
});
