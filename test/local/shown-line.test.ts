import { describe, expect, it } from "vitest";
import { shownLine } from "../../local/shown-line.ts";

const line = (fields: object) => `DataFunction: ${JSON.stringify(fields)}`;
const everyLine = {
  timestamp: "2026-01-01T00:00:00.000Z",
  service: "InterjectDataApi-DataFunction",
  requestId: "r-1",
  functionRequestId: "f-1",
  correlationId: "c-1",
};
const places = "/srv/api/cdk.out/local/run-tC5gnf/12/";

describe("a line of a function's log", () => {
  it("is the request in short, with the sentence that the person saw below", () => {
    const request = {
      message: "request",
      method: "POST",
      path: "/reports/Open",
      status: 200,
      outcome: "refused",
      rows: 0,
      totalMs: 3,
      said: "Year must be a whole number.",
    };
    expect(shownLine(line({ ...everyLine, level: "INFO", ...request }))).toBe(
      "POST /reports/Open 200 refused 0 rows 3 ms\n  Year must be a whole number.",
    );
  });

  it("has its level, what it says and its fields, without what is in every line", () => {
    const counted = { TokenRefused: 1, _aws: { Timestamp: 1 } };
    const refused = { ...everyLine, level: "WARN", message: "token-refused", reason: "expired", ...counted };
    expect(shownLine(line(refused))).toBe("DataFunction WARN token-refused reason=expired");
  });

  it("has of a save what the request's line has not said", () => {
    const save = {
      method: "POST",
      path: "/r",
      user: "mary",
      savedRows: 2,
      sheetRows: "18-19",
      committed: true,
    };
    expect(shownLine(line({ level: "INFO", message: "save", ...save }))).toBe(
      "DataFunction INFO save savedRows=2 sheetRows=18-19 committed=true",
    );
  });

  it("has an error's places below it, each in a file of the project, and its cause", () => {
    const error = {
      name: "TypeError",
      message: "rows is not iterable",
      stack: [
        `at run (${places}reports/open.ts:12:5)`,
        `at file://${places}lambdas/data/document.ts:3:1`,
        "at answer (file:///srv/api/local/aws/runtime.ts:63:40)",
        "at process.processTicksAndRejections (node:internal/process/task_queues:104:5)",
      ],
      cause: { name: "SqlFailure", kind: "unavailable" },
    };
    expect(shownLine(line({ level: "ERROR", message: "report-failed", error }))).toBe(
      [
        "DataFunction ERROR report-failed",
        "  TypeError: rows is not iterable",
        "    at run (reports/open.ts:12:5)",
        "    at lambdas/data/document.ts:3:1",
        "    SqlFailure: kind=unavailable",
      ].join("\n"),
    );
  });

  it("has no places for what is the caller's mistake", () => {
    const error = { name: "HttpProblem", message: "Not JSON.", stack: [`at ${places}lambdas/a.ts:1:1`] };
    expect(shownLine(line({ level: "INFO", message: "request-refused", error }))).toBe(
      "DataFunction INFO request-refused\n  HttpProblem: Not JSON.",
    );
  });

  it("is what Lambda writes of an error that the handler threw", () => {
    const message = { errorType: "Error", errorMessage: "broken", stackTrace: [`at ${places}lib/x.ts:1:1`] };
    expect(shownLine(line({ level: "ERROR", message }))).toBe(
      "DataFunction ERROR\n  Error: broken\n    at lib/x.ts:1:1",
    );
  });

  it("is left out where the authorizer has said already why it refuses", () => {
    expect(shownLine(line({ level: "ERROR", message: { errorMessage: "Unauthorized" } }))).toBeNull();
  });

  it.each([
    ["DataFunction: rows: 3", "DataFunction: rows: 3"],
    [`DataFunction: at ${places}reports/a.ts:1:1`, "DataFunction: at reports/a.ts:1:1"],
    ["DataFunction: 7", "DataFunction: 7"],
  ])("is shown as it is where a console.log has written it: %s", (logged, shown) => {
    expect(shownLine(logged)).toBe(shown);
  });

  it("cannot move the terminal's cursor, nor begin another line", () => {
    expect(shownLine(line({ level: "INFO", message: "x", path: "/a\u001B[2J\nb\u202E" }))).toBe(
      "DataFunction INFO x path=/a\\u001b[2J\\nb\\u202e",
    );
  });
});
