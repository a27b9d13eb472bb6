import { describe, expect, it, vi } from "vitest";
import { log } from "../../../lambdas/log.ts";
import { ask, event, invoke, mary } from "../../support/data-function.ts";

const pull = (request: object = {}) =>
  JSON.stringify({ DataPortalName: "Test", RequestParameterList: [], ...request });
const range = "/api/v1/example/ReportRange";

describe("who may call", () => {
  it("answers a protected report for a verified user", async () => {
    const answer = await ask({ path: range, body: pull() });
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ UserMessage: "", ErrorMessage: "" });
  });

  it("refuses a protected report without an identity", async () => {
    const answer = await ask({ path: range, body: pull(), user: null });
    expect(answer.status).toBe(401);
    expect(answer.headers["WWW-Authenticate"]).toBe("Bearer");
  });

  it("refuses an identity whose token has expired behind the gateway's cache", async () => {
    const expiresAt = Math.floor(Date.now() / 1000);
    const answer = await ask({ path: range, body: pull(), user: { ...mary, expiresAt } });
    expect(answer.status).toBe(401);
    expect(answer.headers["WWW-Authenticate"]).toContain('error="invalid_token"');
  });

  it("is named in every log line by issuer and subject, also when refused", async () => {
    const keys = vi.spyOn(log, "appendKeys");
    await ask({ path: range, body: pull(), user: { ...mary, expiresAt: 1 } });
    expect(keys).toHaveBeenCalledWith({ principal: "https://auth.example.com#42" });
    keys.mockRestore();
  });

  it("answers a public endpoint for anyone", async () => {
    const answer = await ask({ method: "GET", path: "/api/v1/status", user: null });
    expect(answer).toMatchObject({ status: 200, json: true });
  });
});

describe("which route", () => {
  it.each(["/API/V1/EXAMPLE/REPORTRANGE", "/api/v1/example/reportrange/"])("finds %s", async (path) => {
    expect((await ask({ path, body: pull() })).status).toBe(200);
  });

  it("answers 404 for an unknown path", async () => {
    const answer = await ask({ path: "/api/v1/nothing", body: pull() });
    expect(answer.status).toBe(404);
    expect(answer.json).toMatchObject({
      error: expect.stringContaining("Api Relative Url"),
      requestId: "request-1",
    });
  });

  it("answers 405 for another method, and says which there are", async () => {
    const answer = await ask({ method: "GET", path: range });
    expect(answer.status).toBe(405);
    expect(answer.headers["Allow"]).toBe("POST");
  });

  it("does not tell an expired caller which paths exist beyond what the gateway says", async () => {
    expect((await ask({ path: range, body: "not json", user: { ...mary, expiresAt: 1 } })).status).toBe(401);
  });
});

describe("what a request may hold", () => {
  it.each([
    ["no body", { body: "" }, 400, "no body"],
    ["malformed JSON", { body: '{"DataPortalName":' }, 400, "not JSON"],
    ["bytes that are not UTF-8", { body: "/w==", base64: true }, 400, "not JSON in UTF-8"],
    ["a list for a request", { body: "[]" }, 400, ""],
    [
      "a form",
      { body: "a=b", headers: { "Content-Type": "application/x-www-form-urlencoded" } },
      415,
      "application/json",
    ],
    ["a compressed body", { body: pull(), headers: { "content-encoding": "gzip" } }, 415, "Content-Encoding"],
    [
      "more than 6 MB",
      { body: pull({ DataPortalName: "x".repeat(6 * 1024 * 1024) }) },
      413,
      "The request has 6.1 MB, and this API takes 6 MB. Save fewer columns, or fewer rows at a time.",
    ],
  ])("refuses %s", async (_, question, status, text) => {
    const answer = await ask({ path: range, ...question });
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.json)).toContain(text);
  });

  it("answers a refusal as a response document, whatever its status", async () => {
    const twice = [{ Name: "@Year" }, { Name: "year" }];
    const answer = await ask({ path: range, body: pull({ RequestParameterList: twice }) });
    expect(answer).toMatchObject({ status: 400, json: { ReturnedDataList: [], RequestParameterList: [] } });
    expect(answer.json).toMatchObject({ ErrorMessage: expect.stringMatching(/must not hold year twice/) });
  });

  it("refuses nothing for members that the report passes over", async () => {
    const odd = {
      PassThroughCommand: { CommandType: 7, CommandText: "{}", CommandTimeout: "Any" },
      RequestParameterList: [{ Name: "@Interject_NTLogin", DataType: 99, InputValue: 5, InFormula: "?" }],
      SupplementalData: [],
    };
    const answer = await ask({ path: range, body: pull(odd) });
    expect(answer).toMatchObject({ status: 200, json: { ErrorMessage: "" } });
  });

  it("quotes nothing of a malformed body", async () => {
    const answer = await ask({ path: range, body: '{"secret": hunter2}' });
    expect(JSON.stringify(answer.json)).not.toContain("hunter2");
  });

  it("takes a body that the gateway passes on as base64", async () => {
    const body = Buffer.from(pull()).toString("base64");
    expect((await ask({ path: range, body, base64: true })).status).toBe(200);
  });
});

describe("every answer", () => {
  it("returns the caller's correlation id", async () => {
    const answer = await ask({ path: range, body: pull(), headers: { "x-correlation-id": "abc-1" } });
    expect(answer.headers["X-Correlation-ID"]).toBe("abc-1");
  });

  it("has the gateway's request id as its correlation id where the caller sent none that is safe", async () => {
    const headers = { "X-Correlation-ID": 'a"\n{"forged":1}' };
    const answer = await ask({ path: range, body: pull(), headers });
    expect(answer.headers["X-Correlation-ID"]).toBe("request-1");
  });

  it("is not to be stored and can be read by a page of another origin", async () => {
    const answer = await ask({ path: "/nowhere", body: "" });
    expect(answer.headers).toMatchObject({ "Cache-Control": "no-store", "Access-Control-Allow-Origin": "*" });
  });

  it.each([
    ["gzip, deflate", "gzip"],
    ["gzip, deflate, br", "br"],
    ["gzip, deflate, br, zstd", "zstd"],
    ["br;q=0.5, gzip", "gzip"],
    ["zstd;q=0, br;q=0.1, identity", "br"],
    ["X-GZIP", "gzip"],
    ["*", "gzip"],
  ])("is compressed where the caller accepts %j", async (accepted, coding) => {
    const plain = await ask({ path: range, body: pull() });
    const packed = await ask({ path: range, body: pull(), headers: { "Accept-Encoding": accepted } });
    expect(packed.headers["Content-Encoding"]).toBe(coding);
    expect(packed.json).toEqual(plain.json);
    expect(packed.bytes.byteLength).toBeLessThan(plain.bytes.byteLength);
  });

  it.each(["", "deflate", "gzip;q=0", "identity"])(
    "is plain where the caller accepts %j",
    async (accepted) => {
      const answer = await ask({ path: range, body: pull(), headers: { "Accept-Encoding": accepted } });
      expect(answer.headers["Content-Encoding"]).toBeUndefined();
    },
  );
});

describe("a probe", () => {
  it("is answered to whoever may invoke the function", async () => {
    expect(await invoke({ probe: true })).toBe('{"version":"1.2.3","connections":[]}');
  });

  it("cannot be asked for by a request, whatever the request holds", async () => {
    const { json } = await ask({ path: "/version", body: '{"probe":true}', query: { probe: "true" } });
    expect(json).not.toHaveProperty("connections");
    const answer = await invoke({ ...event({ path: "/version" }), probe: true });
    expect(answer).not.toContain("connections");
  });
});
