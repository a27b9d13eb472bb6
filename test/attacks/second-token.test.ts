import { describe, expect, it } from "vitest";
import { ask } from "../support/data-function.ts";

const path = "/api/v1/example/protected";
const [known, other] = ["Bearer known", "Bearer other"];

describe("a request with a token beside the one whose policy the gateway has cached", () => {
  it.each([
    ["a repeated header", { repeated: { Authorization: [known, other] } }],
    ["the same token twice", { repeated: { Authorization: [known, known] } }],
    ["two headers that differ in case", { headers: { Authorization: known, authorization: other } }],
    ["a joined header", { headers: { Authorization: `${known}, ${other}` } }],
    ["a repeated header in small letters", { repeated: { authorization: [known, other] } }],
  ])("is refused: %s", async (_, question) => {
    const answer = await ask({ method: "GET", path, ...question });
    expect(answer.status).toBe(401);
    expect(answer.headers["WWW-Authenticate"]).toBe('Bearer error="invalid_request"');
    expect(answer.bytes.toString()).not.toMatch(/known|other/);
  });

  it("is answered where there is one token", async () => {
    expect((await ask({ method: "GET", path, headers: { Authorization: known } })).status).toBe(200);
  });
});
