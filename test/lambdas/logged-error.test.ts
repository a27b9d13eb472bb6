import { describe, expect, it } from "vitest";
import { SqlFailure } from "../../lambdas/data/sql/engines/engine.ts";
import { UserError } from "../../lambdas/interject/errors.ts";
import { loggedError } from "../../lambdas/logged-error.ts";

const mark = "MARKED\n    at MARKED (cell:1:1)";
/** Errors as the drivers make them of what a server sends; every word may be a routine's own. */
const byDriver = {
  pg: {
    code: "ZX001",
    severity: "ERROR",
    routine: "exec_stmt_raise",
    detail: mark,
    hint: mark,
    where: mark,
    internalQuery: mark,
    table: mark,
    column: mark,
    constraint: mark,
  },
  mysql2: { code: "ER_SIGNAL_EXCEPTION", errno: 1644, sqlState: "45001", sqlMessage: mark, sql: mark },
  tedious: {
    code: "EREQUEST",
    number: 50_001,
    state: 1,
    class: 16,
    lineNumber: 3,
    procName: mark,
    serverName: mark,
  },
};

describe("an error in the log", () => {
  it.each(Object.entries(byDriver))(
    "has the codes of what %s got from the server, and no word",
    (_, more) => {
      const cause = Object.assign(new Error(mark), more);
      const error = new UserError(`The database says: ${mark}`, {
        cause: new SqlFailure("other", mark, { cause }),
      });
      for (const shown of [error, error.cause, cause, new AggregateError([cause], mark)]) {
        const logged = JSON.stringify(loggedError(shown as Error));
        expect(logged).not.toContain("MARKED");
        expect(logged).toContain(more.code);
      }
    },
  );

  it("shows no words that were meant for the person", () => {
    expect(JSON.stringify(loggedError(new UserError(mark)))).not.toContain("MARKED");
  });

  it("has the words of the network and of a report's own errors, and where they arose", () => {
    const refused = Object.assign(new Error("connect ECONNREFUSED 10.0.0.1:5432"), { code: "ECONNREFUSED" });
    const error = new SqlFailure("connection", refused.message, { cause: refused });
    expect(loggedError(error)).toMatchObject({
      name: "SqlFailure",
      kind: "connection",
      message: refused.message,
      stack: expect.arrayContaining([expect.stringContaining("logged-error.test.ts")]),
      cause: { code: "ECONNREFUSED", message: refused.message },
    });
  });
});
