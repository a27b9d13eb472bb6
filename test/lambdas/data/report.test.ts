import { describe, expect, expectTypeOf, it, vi } from "vitest";
import { forbidden } from "../../../lambdas/data/access.ts";
import { problemDocument } from "../../../lambdas/data/problem.ts";
import { publicReport, type Report, report } from "../../../lambdas/data/report.ts";
import type { Route } from "../../../lambdas/data/route.ts";
import type { Identity } from "../../../lambdas/identity.ts";
import { UserError, UserNotice } from "../../../lambdas/interject/errors.ts";
import { integer, optional, text } from "../../../lambdas/interject/request/parameter.ts";
import { log } from "../../../lambdas/log.ts";
import { mary } from "../../support/data-function.ts";
import { pull } from "../../support/pull.ts";

const one = { columns: ["n"], rows: [[1]] };

describe("a report", () => {
  it("gets its parameters typed, and the verified user", async () => {
    const invoices = report({
      parameters: { CompanyName: optional(text()), Year: integer({ min: 2000, max: 2100 }) },
      run: ({ parameters, user }) => {
        expectTypeOf(parameters.CompanyName).toEqualTypeOf<string | null>();
        expectTypeOf(parameters.Year).toEqualTypeOf<number>();
        expectTypeOf(user).toEqualTypeOf<Identity>();
        return {
          columns: ["Company", "Year", "Owner"],
          rows: [[parameters.CompanyName, parameters.Year, user.loginName]],
        };
      },
    });
    const { tables } = await pull(invoices, { parameters: { year: "2026" } });
    expect(tables[0]?.rows).toEqual([[null, 2026, "mary@example.com"]]);
  });

  it("is given what its author's page says, and nothing of the request's transactions", async () => {
    let given: readonly string[] = [];
    const curious = report({
      parameters: {},
      run: (...all) => {
        given = all.flatMap((one) => Object.keys(one)).toSorted();
        return one;
      },
    });
    await pull(curious);
    expect(given).toEqual([
      "context",
      "notify",
      "parameters",
      "request",
      "save",
      "setOutput",
      "signal",
      "sql",
      "user",
    ]);
  });

  it("is not run with wrong parameters, and every one of them is named", async () => {
    let runs = 0;
    const strict = report({
      parameters: { Year: integer(), Month: integer() },
      run: () => {
        runs++;
        return one;
      },
    });
    const { errorMessage, parameters } = await pull(strict, { parameters: { Year: "x", Month: "" } });
    expect(runs).toBe(0);
    expect(errorMessage).toMatch(/Year[\s\S]*Month/);
    expect(
      parameters.filter(({ validationMessage }) => validationMessage !== null).map(({ name }) => name),
    ).toEqual(["@Year", "@Month"]);
  });

  describe("that is sent a formula parameter which it does not declare", () => {
    let runs = 0;
    const run = () => {
      runs++;
      return one;
    };
    const yearly = report({ parameters: { Year: optional(integer()) }, run });

    it("is not run, and the parameter is named with those that it has", async () => {
      const { errorMessage, parameters } = await pull(yearly, { parameters: { Yaer: "2026" } });
      expect([runs, errorMessage]).toEqual([
        0,
        "Yaer: This report has no parameter of this name, only Year. Ask your administrator to correct the data portal.",
      ]);
      expect(parameters.find(({ name }) => name === "@Yaer")?.validationMessage).toMatch(/^This report has/);
    });

    it("names those that do not fit as well", async () => {
      const { errorMessage } = await pull(yearly, { parameters: { Year: "x", Month: "1" } });
      expect(errorMessage).toMatch(/^Year: .*\nMonth: /);
    });

    it("says so where it declares none", async () => {
      const { errorMessage } = await pull(report({ run }), { parameters: { Year: "2026" } });
      expect(errorMessage).toMatch(/^Year: This report has no parameters\./);
    });

    it("takes system parameters and output parameters", async () => {
      const formula = { parameters: { Interject_Later: "x" }, outputs: ["Total"] };
      expect((await pull(yearly, formula)).errorMessage).toBe("");
    });
  });

  it("can be tested with a clock of the test's own", async () => {
    vi.useFakeTimers();
    try {
      expect((await pull(report({ run: () => one }))).errorMessage).toBe("");
    } finally {
      vi.useRealTimers();
    }
  });

  it("returns one table, several, or tables as they are made", async () => {
    const several = report({ parameters: {}, run: () => [one, one] });
    const made = report({
      parameters: {},
      run: async function* () {
        yield one;
        yield { ...one, name: "Second" };
      },
    });
    expect((await pull(several)).tables.map(({ name }) => name)).toEqual(["Table", "Table1"]);
    expect((await pull(made)).tables.map(({ name }) => name)).toEqual(["Table", "Second"]);
  });

  it("sets output parameters and notices, also while its rows go out", async () => {
    const late = report({
      parameters: {},
      run: ({ setOutput, notify }) => ({
        columns: ["n"],
        rows: (function* () {
          yield [1];
          setOutput("Interject_ReturnError", "late");
          notify("done");
        })(),
      }),
    });
    const { parameters, userMessage } = await pull(late);
    expect(parameters.find(({ name }) => name === "@Interject_ReturnError")?.outputValue).toBe("late");
    expect(userMessage).toBe("done");
  });

  it.each([
    ["UserError", new UserError("No such company."), "", "No such company."],
    ["UserNotice", new UserNotice("Nothing is due."), "Nothing is due.", ""],
  ])("that throws a %s shows its text", async (_, error, userMessage, errorMessage) => {
    const failing = report({
      parameters: {},
      run: () => {
        throw error;
      },
    });
    expect(await pull(failing)).toMatchObject({ userMessage, errorMessage });
  });

  it("that fails for any other reason shows a reference, and nothing of the reason", async () => {
    const failing = report({
      parameters: {},
      run: () => {
        throw new Error("password=hunter2");
      },
    });
    const { errorMessage, text } = await pull(failing);
    expect(errorMessage).toContain("reference: test");
    expect(text).not.toContain("hunter2");
  });
});

describe("what a report's author gets wrong", () => {
  const logged = async (broken: Report) => {
    const error = vi.spyOn(log, "error");
    try {
      const { errorMessage, tables } = await pull(broken);
      expect(errorMessage).toContain("reference: test");
      return { tables, sentence: Object(error.mock.lastCall?.[1]).error.message };
    } finally {
      error.mockRestore();
    }
  };
  /** As someone writes it without types, or with a value that has lost them. */
  const returning = (result: unknown) => report({ run: () => result as typeof one });

  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["rows alone", { rows: [[1]] }],
    ["a text", "ab"],
  ])("is said in the log where it returns %s", async (_, result) => {
    expect((await logged(returning(result))).sentence).toMatch(
      /^The report returned no table: it must return/,
    );
  });

  it("is said in the log where rows are objects, and no blank cell is sent", async () => {
    const { tables, sentence } = await logged(returning({ columns: ["n"], rows: [[1], { n: 2 }] }));
    expect(sentence).toBe(
      "Row 2 of Table cannot be written: it must be a list of cells, in the order of the columns.",
    );
    expect(tables[0]?.rows).toEqual([[1]]);
  });
});

describe("a report's own check", () => {
  let runs = 0;
  const forStaff = report({
    parameters: {},
    authorize: async (user, request) =>
      user.roles.includes("Staff") && request.DataPortalName !== "" ? null : "it is for staff",
    run: () => {
      runs++;
      return one;
    },
  });

  it("lets in whom it lets in", async () => {
    expect((await pull(forStaff, {}, { user: { ...mary, roles: ["Staff"] } })).tables).toHaveLength(1);
  });

  it("refuses with its reason, before the report runs", async () => {
    const before = runs;
    await expect(pull(forStaff)).rejects.toMatchObject({
      status: 403,
      message: "You may not use this report: it is for staff.",
    });
    expect(runs).toBe(before);
  });

  it("is answered in a document that Excel shows", () => {
    expect(problemDocument(forbidden("it is for staff"))).toMatchObject({
      error: "You may not use this report: it is for staff.",
      ErrorMessage: "You may not use this report: it is for staff.",
      ReturnedDataList: [],
    });
  });
});

describe("the route table's types", () => {
  const open = publicReport({ parameters: {}, run: ({ user }) => ({ columns: ["user"], rows: [[user]] }) });
  const closed = report({
    parameters: {},
    run: ({ user }) => ({ columns: ["user"], rows: [[user.subject]] }),
  });

  it("refuse a public line for a report that needs a user", () => {
    const lines: Route[] = [
      { method: "POST", path: "/open", access: "public", report: open },
      { method: "POST", path: "/closed", report: closed },
      // @ts-expect-error a report for verified users is not for a public line
      { method: "POST", path: "/wrong", access: "public", report: closed },
    ];
    expect(lines).toHaveLength(3);
  });
});
