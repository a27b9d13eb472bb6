import { describe, expect, it } from "vitest";
import { SourceUnavailable } from "../../../../lambdas/data/sql/connection/source-unavailable.ts";
import { SqlFailure } from "../../../../lambdas/data/sql/engines/engine.ts";
import { explainFailure } from "../../../../lambdas/data/sql/explain-failure.ts";

describe("a database's failure", () => {
  it.each([
    ["raised", "UserNotice: Nothing is due.", "UserNotice", "Nothing is due."],
    ["raised", "The period is closed.", "UserError", "The period is closed."],
    ["data", "due must be a date", "UserError", "The database does not accept this: due must be a date"],
    ["timeout", "", "UserError", "The database took longer than it may (2 s)."],
    ["cancelled", "", "UserError", "The database ended the command before it was done."],
    ["conflict", "deadlock detected", "UserError", "Try again."],
    ["ended", "Nothing was changed.", "UserError", "Nothing was changed."],
    ["connection", "ECONNREFUSED 10.0.0.1", "UserError", "was lost or cannot be made"],
    ["authentication", "Login failed for api", "UserError", "does not let this API sign in"],
  ] as const)("of kind %s (%j) is told as a %s: %s", (kind, message, name, words) => {
    expect(explainFailure(new SqlFailure(kind, message), 2_000)).toMatchObject({
      name,
      message: expect.stringContaining(words),
    });
  });

  it("that comes before it, in Secrets Manager, does not blame the database", () => {
    const explained = explainFailure(new SourceUnavailable("arn:1 cannot be read"), 2_000);
    expect(explained).toMatchObject({ name: "UserError" });
    expect(String(explained)).toMatch(/cannot find out how to sign in/);
    expect(String(explained)).not.toContain("arn:1");
  });

  it.each(["connection", "authentication"] as const)(
    "of kind %s keeps the driver's words as its cause",
    (kind) => {
      const failure = new SqlFailure(kind, "ECONNREFUSED 10.0.0.1");
      const explained = explainFailure(failure, 2_000);
      expect(explained).toMatchObject({ cause: failure });
      expect(String(explained)).not.toContain("10.0.0.1");
    },
  );

  it.each([
    [new SqlFailure("raised", "UserError: Row 3 is late."), "Row 3 is late. It ended the transaction."],
    [
      new SqlFailure("data", "No amount."),
      "The database does not accept this: No amount. It ended the transaction.",
    ],
    [new SqlFailure("other", "no such table"), "It ended the transaction."],
    [undefined, "It ended the transaction."],
  ])("of a routine that ended the transaction is told behind its own words: %s", (cause, words) => {
    const failure = new SqlFailure("ended", "It ended the transaction.", { cause });
    expect(explainFailure(failure, 2_000)).toMatchObject({ name: "UserError", message: words });
  });

  it.each([
    ["connection", "nothing", "Nothing was changed. Try again in a minute."],
    ["connection", "perhaps", "cannot be made. Try again in a minute."],
    ["connection", "perhaps a save", "may be saved: before you send it again, pull again to see."],
    ["timeout", "perhaps", "Narrow the report and try again."],
    ["timeout", "perhaps a save", "may be saved: before you send it again, pull again to see."],
    ["conflict", "perhaps a save", "may be saved: before you send it again, pull again to see."],
    ["cancelled", "perhaps a save", "may be saved: before you send it again, pull again to see."],
  ] as const)("of kind %s that leaves %s is told so: …%s", (kind, left, words) => {
    const { message } = explainFailure(new SqlFailure(kind, ""), 2_000, left) as Error;
    expect(message.endsWith(words)).toBe(true);
    if (left === "perhaps") expect(message).not.toContain("changed");
  });

  it("that is the routine's own fault stays as it is, and so does any other error", () => {
    for (const error of [new SqlFailure("other", "division by zero"), new TypeError("x")]) {
      expect(explainFailure(error, 2_000)).toBe(error);
    }
  });
});
