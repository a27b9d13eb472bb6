import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { passThroughReport } from "../../lambdas/data/pass-through-report.ts";
import { report } from "../../lambdas/data/report.ts";
import { running } from "../../lambdas/data/status.ts";
import { integer, oneOf, optional, text } from "../../lambdas/interject/request/parameter.ts";
import { describeRoutes } from "../../lib/describe-routes.ts";

describe("a described route", () => {
  it("has the declared parameters, with what they must be", () => {
    const [described] = describeRoutes([
      {
        method: "POST",
        path: "/reports/Own",
        roles: ["Staff"],
        report: report({
          parameters: {
            Name: v.pipe(text(), v.maxLength(3)),
            Year: optional(integer({ min: 1, max: 9 })),
            Status: oneOf(["Open", "Closed"]),
            Own: v.nullable(v.string()),
          },
          example: { parameters: { Year: "3" } },
          run: () => ({ columns: [], rows: [] }),
        }),
      },
    ]);
    expect(described).toEqual({
      method: "POST",
      path: "/reports/Own",
      isPublic: false,
      demands: { roles: ["Staff"] },
      kind: "report",
      save: null,
      example: { parameters: { Year: "3" } },
      query: {},
      parameters: [
        { name: "Name", kind: "text", expected: "a text", allowed: null, isOptional: false },
        {
          name: "Year",
          kind: "integer",
          expected: "a whole number from 1 to 9",
          allowed: null,
          isOptional: true,
        },
        {
          name: "Status",
          kind: "oneOf",
          expected: "one of Open, Closed",
          allowed: ["Open", "Closed"],
          isOptional: false,
        },
        { name: "Own", kind: "text", expected: "a text", allowed: null, isOptional: true },
      ],
    });
  });

  it("has the columns that a save reads", () => {
    const [described] = describeRoutes([
      { method: "POST", path: "/s", report: report({ save: { ID: text() }, run: () => {} }) },
    ]);
    expect(described?.save?.map(({ name }) => name)).toEqual(["ID"]);
  });

  it("says which runs a command, and which answers anyone", () => {
    const described = describeRoutes([
      { method: "POST", path: "/sql", report: passThroughReport },
      { method: "GET", path: "/status", access: "public", answer: running, query: { opt: ["name"] } },
    ]);
    expect(described.map(({ kind, isPublic, query }) => [kind, isPublic, query])).toEqual([
      ["command", false, {}],
      ["plain", true, { opt: ["name"] }],
    ]);
  });
});
