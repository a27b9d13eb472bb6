import { afterEach, beforeEach, expect, it, vi } from "vitest";

let lines: string[];
beforeEach(() => {
  lines = [];
  vi.resetModules();
  vi.stubEnv("LOG_LEVEL", "INFO");
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const loaded = async () => (await import("../../lambdas/log.ts")).log;
const written = () => lines.map((line): unknown => JSON.parse(line));

it("writes one JSON line for each event: when, how serious, of which function and trace", async () => {
  vi.stubEnv("SERVICE_NAME", "Api-DataFunction");
  vi.stubEnv(
    "_X_AMZN_TRACE_ID",
    "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
  );
  (await loaded()).warn("two\nlines", { rows: 0, of: 12n });
  expect(lines).toEqual([expect.stringMatching(/^\{[^\n]*\}\n$/)]);
  expect(written()).toEqual([
    {
      level: "WARN",
      message: "two\nlines",
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      service: "Api-DataFunction",
      xray_trace_id: "1-5759e988-bd862e3fe1be46a994272793",
      rows: 0,
      of: "12",
    },
  ]);
});

it("leaves out fields without a value, and lets none take the place of its own", async () => {
  (await loaded()).info("said", { level: "FATAL", message: "other", none: null, empty: "", not: undefined });
  expect(written()).toEqual([{ level: "INFO", message: "said", timestamp: expect.any(String) }]);
});

it("writes a request's fields into each of its lines, and into no line of the next request", async () => {
  const log = await loaded();
  log.appendKeys({ requestId: "one" });
  log.appendKeys({ principal: "who" });
  log.info("first");
  log.resetKeys();
  log.info("second");
  expect(written()[0]).toMatchObject({ requestId: "one", principal: "who" });
  expect(Object.keys(written()[1] as object)).toEqual(["level", "message", "timestamp"]);
});

it("writes of an error, at any depth, what the log may have", async () => {
  const error = Object.assign(new Error("a routine's words"), { severity: "ERROR", code: "P0001" });
  (await loaded()).error("failed", { error, causes: [{ error }] });
  expect(lines.join()).not.toContain("a routine's words");
  expect(written()[0]).toMatchObject({ error: { code: "P0001" }, causes: [{ error: { code: "P0001" } }] });
});

it.each([
  ["INFO", undefined, ["INFO", "WARN", "ERROR"]],
  ["DEBUG", "WARN", ["WARN", "ERROR"]],
  ["error", "INFO", ["ERROR"]],
  ["SILENT", "TRACE", []],
  ["LOUD", undefined, ["INFO", "WARN", "ERROR"]],
])("at the level %s, with Lambda's at %s, writes %j", async (own, lambdas, expected) => {
  vi.stubEnv("LOG_LEVEL", own);
  vi.stubEnv("AWS_LAMBDA_LOG_LEVEL", lambdas);
  const log = await loaded();
  for (const write of [log.info, log.warn, log.error]) write("said");
  expect(written().map((line) => (line as { level: string }).level)).toEqual(expected);
});
