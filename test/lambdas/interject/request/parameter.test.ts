import * as v from "valibot";
import { describe, expect, expectTypeOf, it } from "vitest";
import { RequestInvalid } from "../../../../lambdas/interject/errors.ts";
import {
  bigInteger,
  boolean,
  date,
  dateTime,
  decimal,
  float,
  integer,
  money,
  oneOf,
  optional,
  type ParameterEntries,
  type ParameterSchema,
  readParameters,
  text,
} from "../../../../lambdas/interject/request/parameter.ts";
import type { LocalDate, LocalDateTime } from "../../../../lambdas/interject/request/parse-date.ts";
import type { Decimal } from "../../../../lambdas/interject/request/parse-number.ts";
import { parseRequest } from "../../../../lambdas/interject/request/request.ts";

const requestOf = (values: Record<string, string | null>) =>
  parseRequest({
    RequestParameterList: Object.entries(values).map(([Name, InputValue]) => ({ Name, InputValue })),
  });

/** What a report's declarations say of wrong values. */
function refusal(entries: ParameterEntries, values: Record<string, string | null>): RequestInvalid {
  try {
    readParameters(entries, requestOf(values));
  } catch (error) {
    if (error instanceof RequestInvalid) return error;
    throw error;
  }
  throw new Error("The parameters were accepted.");
}

describe("a report's parameters", () => {
  it("are read and typed as they are declared", () => {
    const values = readParameters(
      {
        Company: text(),
        Year: integer({ min: 1900 }),
        Id: bigInteger(),
        Rate: decimal(),
        Limit: money(),
        Factor: float(),
        Open: boolean(),
        Day: date(),
        Since: dateTime(),
        Region: oneOf(["North", "South"]),
        Note: optional(text()),
        Month: optional(integer({ min: 1, max: 12 })),
      },
      requestOf({
        "@Company": " Market ",
        "@Year": "2026",
        "@Id": "9007199254740993",
        "@Rate": "0.10",
        "@Limit": "$1,000",
        "@Factor": "1E-3",
        "@Open": "Yes",
        "@Day": "6/16/2026",
        "@Since": "46189.5",
        "@Region": " south",
        "@Note": "",
      }),
    );
    expect(values).toEqual({
      Company: " Market ",
      Year: 2026,
      Id: 9007199254740993n,
      Rate: "0.1",
      Limit: "1000",
      Factor: 0.001,
      Open: true,
      Day: "2026-06-16",
      Since: "2026-06-16T12:00:00",
      Region: "South",
      Note: null,
      Month: null,
    });
    expectTypeOf(values).toEqualTypeOf<{
      readonly Company: string;
      readonly Year: number;
      readonly Id: bigint;
      readonly Rate: Decimal;
      readonly Limit: Decimal;
      readonly Factor: number;
      readonly Open: boolean;
      readonly Day: LocalDate;
      readonly Since: LocalDateTime;
      readonly Region: "North" | "South";
      readonly Note: string | null;
      readonly Month: number | null;
    }>();
  });

  it.each(["Year", "@Year", "YEAR", "@year"])("are found under the name %s", (name) => {
    expect(readParameters({ Year: integer() }, requestOf({ [name]: "2026" }))).toEqual({ Year: 2026 });
  });

  it("may be declared with @", () => {
    expect(readParameters({ "@Year": integer() }, requestOf({ Year: "2026" }))).toEqual({ "@Year": 2026 });
  });

  it("may be none", () => {
    expect(readParameters({}, requestOf({ Interject_ExcelVersion: "16.0" }))).toEqual({});
  });

  it("take further checks", () => {
    const entries = { Code: v.pipe(text(), v.maxLength(3, "This is a code of 3 letters.")) };
    expect(readParameters(entries, requestOf({ Code: "ABC" }))).toEqual({ Code: "ABC" });
    expect(refusal(entries, { Code: "ABCD" }).message).toBe("Code: This is a code of 3 letters.");
  });

  it("take further checks inside optional", () => {
    const entries = { Code: optional(v.pipe(text(), v.maxLength(3, "This is a code of 3 letters."))) };
    expect(readParameters(entries, requestOf({}))).toEqual({ Code: null });
    expect(refusal(entries, { Code: "ABCD" }).message).toBe("Code: This is a code of 3 letters.");
  });
});

it.each(["CustomerID", "Customer ID", "@customer_id"])(
  "parameters are found as people write them: %s",
  (sent) => {
    expect(readParameters({ CustomerID: text() }, requestOf({ [sent]: "7" }))).toEqual({ CustomerID: "7" });
  },
);

it("a system parameter is found by its own name alone", () => {
  const request = requestOf({ "Interject User ID": "8" });
  expect(readParameters({ Interject_UserID: optional(text()) }, request)).toEqual({ Interject_UserID: null });
});

describe("wrong parameters", () => {
  it("are all named at once, in the order of their declarations", () => {
    const error = refusal(
      {
        Year: integer({ min: 1900, max: 2100 }),
        Open: boolean(),
        Name: text(),
        Region: oneOf(["North", "South"]),
      },
      { Region: "East", Name: "fine", Open: "perhaps", Year: "twenty" },
    );
    expect(error.reason).toBe("parameter");
    expect(error.parameters).toEqual([
      {
        name: "Year",
        message: "This must be a whole number from 1900 to 2100, but is a text of 6 characters.",
      },
      {
        name: "Open",
        message: "This must be true or false (or yes or no, 1 or 0), but is a text of 7 characters.",
      },
      { name: "Region", message: "This must be one of North, South, but is a text of 4 characters." },
    ]);
    expect(error.message.split("\n").map((line) => line.split(":")[0])).toEqual(["Year", "Open", "Region"]);
  });

  it("are told what is sent in their place when they are missing", () => {
    const entries = { Year: integer({ min: 1900, max: 2100 }) };
    const needs =
      "Year: This needs a value: a whole number from 1900 to 2100. The data portal does not send it;";
    expect(refusal(entries, { Yaer: "2026", Interject_NTLogin: "x" }).message).toBe(
      `${needs} it sends Yaer.\nYaer: This report has no parameter of this name, only Year. Ask your administrator to correct the data portal.`,
    );
    expect(refusal(entries, {}).message).toBe(`${needs} it sends no parameters.`);
  });

  it("of which two could be meant are refused with the names of both", () => {
    for (const sent of ["CustomerID", "Customer-ID"])
      expect(refusal({ CustomerID: text() }, { [sent]: "1", customer_id: "2" }).message).toContain(
        `The names ${sent}, customer_id mean the same`,
      );
  });

  it.each([
    ["null", { Year: null }],
    ["empty", { Year: "" }],
    ["blank", { Year: "  " }],
  ])("get a sentence of their own when they are %s", (_, values) => {
    expect(refusal({ Year: integer({ min: 1900, max: 2100 }) }, values).message).toBe(
      "Year: This needs a value: a whole number from 1900 to 2100.",
    );
  });

  it.each<[string, ParameterSchema<unknown>, string]>([
    ["text", text(), ""],
    ["integer", integer(), "9007199254740992"],
    ["bigInteger", bigInteger(), "9223372036854775808"],
    ["decimal", decimal(), "$5"],
    ["money", money(), "1,5"],
    ["float", float(), "1e999"],
    ["boolean", boolean(), "2"],
    ["date", date(), "2026-06-31"],
    ["dateTime", dateTime(), "11:00"],
    ["oneOf", oneOf(["a"]), "constructor"],
  ])("of %s are refused, and in optional too unless empty", (_, schema, value) => {
    expect(refusal({ Value: schema }, { Value: value }).parameters).toHaveLength(1);
    if (value !== "")
      expect(refusal({ Value: optional(schema) }, { Value: value }).parameters).toHaveLength(1);
  });

  it("are never quoted", () => {
    expect(
      refusal({ Year: integer(), Day: date() }, { Year: "hunter2", Day: "hunter2" }).message,
    ).not.toContain("hunter2");
  });
});
