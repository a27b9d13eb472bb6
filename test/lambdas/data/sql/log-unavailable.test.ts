import { afterEach, describe, expect, it, vi } from "vitest";
import { SourceUnavailable } from "../../../../lambdas/data/sql/connection/source-unavailable.ts";
import { SqlFailure } from "../../../../lambdas/data/sql/engines/engine.ts";
import { logUnavailable } from "../../../../lambdas/data/sql/log-unavailable.ts";
import { log } from "../../../../lambdas/log.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("the log of a database that is not available", () => {
  it.each([
    ["connection", "database-unreachable"],
    ["authentication", "database-refuses-sign-in"],
  ] as const)("has one line for a failure of kind %s, which counts for its connection", (kind, event) => {
    const error = vi.spyOn(log, "error").mockReturnValue();
    const failure = new SqlFailure(kind, "no route");
    logUnavailable(failure, "Sales");
    expect(error.mock.calls).toEqual([
      [event, expect.objectContaining({ error: failure, connection: "Sales", DatabaseUnavailable: 1 })],
    ]);
  });

  it("has one line where nobody can say how to sign in", () => {
    const error = vi.spyOn(log, "error").mockReturnValue();
    const failure = new SourceUnavailable("arn:1 cannot be read");
    logUnavailable(failure, "Sales");
    expect(error.mock.calls).toEqual([
      ["database-source-unavailable", expect.objectContaining({ error: failure, DatabaseUnavailable: 1 })],
    ]);
  });

  it("has no line for what a routine, a value or a time limit did, nor for any other error", () => {
    const error = vi.spyOn(log, "error").mockReturnValue();
    for (const kind of ["raised", "data", "cancelled", "timeout", "other"] as const) {
      logUnavailable(new SqlFailure(kind, ""), "Sales");
    }
    logUnavailable(new Error("no route"), "Sales");
    expect(error).not.toHaveBeenCalled();
  });
});
