import { describe, expect, expectTypeOf, it } from "vitest";
import { RequestInvalid } from "../../../../lambdas/interject/errors.ts";
import {
  completeParameters,
  findParameter,
  type InterjectRequest,
  maxParameters,
  parseRequest,
} from "../../../../lambdas/interject/request/request.ts";
import { returnErrorParameter } from "../../../../lambdas/interject/request/system-parameters.ts";

/** The message with which a body is refused. */
function refusal(body: unknown): string {
  try {
    parseRequest(body);
  } catch (error) {
    if (error instanceof RequestInvalid && error.reason === "body") return error.message;
    throw error;
  }
  throw new Error("The body was accepted.");
}

const whole = {
  DataPortalName: "Customers",
  RequestParameterList: [
    {
      Name: "@CompanyName",
      DataType: 1,
      ExpectsOutput: true,
      InFormula: true,
      InputValue: "market",
      OutputValue: "out",
      UserValidationMessage: "note",
      DefaultValue: "all",
    },
  ],
  PassThroughCommand: {
    ConnectionStringName: "Northwind",
    CommandType: 1,
    CommandText: "[demo].[Customers]",
    CommandTimeout: 180,
  },
  SupplementalData: { a: "1", b: "" },
};

describe("a request body", () => {
  it("is read with every property", () => {
    expect(parseRequest(whole)).toEqual({
      ...whole,
      SupplementalData: expect.objectContaining({ a: "1", b: "" }),
    });
  });

  it("is read in any letter case, at every level", () => {
    const request = parseRequest({
      dataportalname: "Customers",
      requestParameterList: [{ name: "@Year", DATATYPE: 10, inputValue: "2026" }],
      PASSTHROUGHCOMMAND: { commandType: 3, COMMANDTEXT: "select 1" },
      supplementalData: { Key: "kept in its case" },
    });
    expect(request).toMatchObject({
      DataPortalName: "Customers",
      RequestParameterList: [{ Name: "@Year", DataType: 10, InputValue: "2026" }],
      PassThroughCommand: { CommandType: 3, CommandText: "select 1" },
    });
    expect(Object.entries(request.SupplementalData)).toEqual([["Key", "kept in its case"]]);
  });

  it.each([
    ["nothing at all", {}],
    [
      "nulls",
      { DataPortalName: null, RequestParameterList: null, PassThroughCommand: null, SupplementalData: null },
    ],
  ])("of %s is an empty request", (_, body) => {
    const request = parseRequest(body);
    expect(request).toMatchObject({
      DataPortalName: null,
      RequestParameterList: [],
      PassThroughCommand: null,
    });
    expect(Object.keys(request.SupplementalData)).toEqual([]);
  });

  it("may hold parameters of a name and a value alone", () => {
    expect(
      parseRequest({ RequestParameterList: [{ Name: "@Year", InputValue: "2026" }] }).RequestParameterList,
    ).toEqual([
      {
        Name: "@Year",
        DataType: 0,
        ExpectsOutput: false,
        InFormula: false,
        InputValue: "2026",
        OutputValue: null,
        UserValidationMessage: null,
        DefaultValue: null,
      },
    ]);
  });

  it("may hold a command of which nothing is said", () => {
    expect(parseRequest({ PassThroughCommand: {} }).PassThroughCommand).toEqual({
      ConnectionStringName: "",
      CommandType: 0,
      CommandText: "",
      CommandTimeout: 0,
    });
  });

  it("may hold properties that are not of the protocol", () => {
    expect(parseRequest({ Version: 3, RequestParameterList: [{ Name: "a", Extra: {} }] })).toMatchObject({
      RequestParameterList: [{ Name: "a" }],
    });
  });

  it.each([
    ["a portal that is a number", { DataPortalName: 5 }, { DataPortalName: "5" }],
    ["a command that is a text", { PassThroughCommand: "x" }, { PassThroughCommand: null }],
    ["supplemental data that is a list", { SupplementalData: [1] }, {}],
    ["supplemental data of numbers", { SupplementalData: { a: 1 } }, { SupplementalData: { a: "1" } }],
  ])("is not refused for %s, which a report may pass over", (_, body, read) => {
    expect(parseRequest(body)).toMatchObject(read);
  });

  it.each([
    ["a text", { InputValue: "a" }, { InputValue: "a" }],
    ["a number", { InputValue: 12.5 }, { InputValue: "12.5" }],
    ["a boolean", { InputValue: true }, { InputValue: "true" }],
    ["a list", { InputValue: [1, "a"] }, { InputValue: '[1,"a"]' }],
    ["an unknown data type", { DataType: 99 }, { DataType: 99 }],
    ["a data type in a text", { DataType: "10" }, { DataType: 10 }],
    ["a data type of another kind", { DataType: {} }, { DataType: 0 }],
    [
      "a flag that is a text",
      { ExpectsOutput: "True", InFormula: "yes" },
      { ExpectsOutput: true, InFormula: false },
    ],
  ])("may hold a parameter with %s", (_, sent, read) => {
    const { RequestParameterList } = parseRequest({ RequestParameterList: [{ Name: "a", ...sent }] });
    expect(RequestParameterList).toMatchObject([read]);
  });

  it.each([
    [3, 3],
    ["3", 3],
    ["StoredProcedure", 1],
    // The portal's further types; for .NET's API they are routines too.
    [4, 0],
    [-1, 0],
    [1.5, 0],
    ["JSON", 0],
    [null, 0],
  ])("has for the command type %j the type %i", (CommandType, read) => {
    expect(parseRequest({ PassThroughCommand: { CommandType } }).PassThroughCommand?.CommandType).toBe(read);
  });

  it.each([
    [180, 180],
    ["180", 180],
    [0.4, 1],
    [0, 0],
    [-1, 0],
    ["Any", 0],
    [null, 0],
    [{}, 0],
  ])("has for the time-out %j the seconds %i", (CommandTimeout, read) => {
    expect(parseRequest({ PassThroughCommand: { CommandTimeout } }).PassThroughCommand?.CommandTimeout).toBe(
      read,
    );
  });

  it("leaves its types read-only", () => {
    expectTypeOf<InterjectRequest["RequestParameterList"][number]["Name"]>().toEqualTypeOf<string>();
    expectTypeOf(parseRequest).returns.toEqualTypeOf<InterjectRequest>();
  });
});

describe("a request body that is none", () => {
  it.each([
    ["null", null, "The request body must be an object."],
    ["a list", [], "The request body must be an object."],
    ["a text", "{}", "The request body must be an object."],
    [
      "a parameter list that is an object",
      { RequestParameterList: {} },
      "RequestParameterList must be a list or null.",
    ],
    [
      "a parameter that is a text",
      { RequestParameterList: ["a"] },
      "RequestParameterList.0 must be an object.",
    ],
    [
      "a parameter without a name",
      { RequestParameterList: [{ Name: "a" }, { InputValue: "x" }] },
      "RequestParameterList.1.Name is missing.",
    ],
    [
      "an empty name",
      { RequestParameterList: [{ Name: "" }] },
      "RequestParameterList.0.Name must not be empty.",
    ],
    [
      "a value that is a number which JSON rounds",
      { RequestParameterList: [{ Name: "a", InputValue: 2 ** 53 }] },
      "RequestParameterList.0.InputValue must be a text: a number of this size is rounded on its way.",
    ],
    [
      "a property twice",
      { DataPortalName: "a", dataPortalName: "b" },
      "The request body must not hold DataPortalName twice, in whatever case.",
    ],
    [
      "a parameter's property twice",
      { RequestParameterList: [{ Name: "a", InputValue: "1", inputvalue: "2" }] },
      "RequestParameterList.0 must not hold InputValue twice, in whatever case.",
    ],
    [
      "a parameter twice",
      { RequestParameterList: [{ Name: "@UserID" }, { Name: "@Year" }, { Name: "userid" }] },
      "RequestParameterList must not hold userid twice, with or without @, in whatever case.",
    ],
    [
      "too many parameters",
      { RequestParameterList: Array.from({ length: maxParameters + 1 }, () => ({ Name: "a" })) },
      `RequestParameterList must not hold more than ${maxParameters} parameters.`,
    ],
  ])("is refused: %s", (_, body, message) => {
    expect(refusal(body)).toBe(message);
  });

  it("is refused without a word of its values", () => {
    expect(refusal({ RequestParameterList: [{ Name: { secret: "hunter2" } }] })).not.toContain("hunter2");
  });
});

describe("names that JavaScript gives a meaning", () => {
  it("are keys like any other in supplemental data", () => {
    const { SupplementalData } = parseRequest(
      JSON.parse('{"SupplementalData":{"__proto__":"a","constructor":"b","toString":"c"}}'),
    );
    expect(Object.entries(SupplementalData)).toEqual([
      ["__proto__", "a"],
      ["constructor", "b"],
      ["toString", "c"],
    ]);
    expect(SupplementalData["hasOwnProperty"]).toBeUndefined();
  });

  it("change nothing in an object of the request", () => {
    const request = parseRequest(JSON.parse('{"__proto__":{"DataPortalName":"x"},"constructor":1}'));
    expect(request.DataPortalName).toBeNull();
    expect(Object.getPrototypeOf({})).not.toHaveProperty("DataPortalName");
  });
});

const request = parseRequest({
  RequestParameterList: [
    { Name: "@Year", InputValue: "2026", OutputValue: "before" },
    { Name: "Month", InputValue: "6" },
    { Name: "@Day", InputValue: "16" },
    { Name: "@Interject_ReturnError", ExpectsOutput: true },
  ],
});

describe("a parameter", () => {
  it.each(["Year", "@Year", "YEAR", "@yEAR"])("is found as %s", (name) => {
    expect(findParameter(request, name)?.InputValue).toBe("2026");
  });

  it("is found where it was sent without @", () => {
    expect(findParameter(request, "@month")?.InputValue).toBe("6");
  });

  it.each(["", "@", "Ye", "@@Year"])("is not found as %j", (name) => {
    expect(findParameter(request, name)).toBeUndefined();
  });
});

describe("the parameter list that is answered", () => {
  it("has outputs and problems under names that mean the same", () => {
    const one = parseRequest({ RequestParameterList: [{ Name: "@Total Amount" }, { Name: "@Year" }] });
    const outputs = new Map([["total_amount", "3"]]);
    const [total, year] = completeParameters(one, outputs, [{ name: "TotalAmount", message: "Wrong." }]);
    expect(total).toMatchObject({ OutputValue: "3", UserValidationMessage: "Wrong." });
    expect(year).toMatchObject({ OutputValue: null, UserValidationMessage: null });
  });

  it("has the outputs and problems in their places, and the request untouched", () => {
    const before = structuredClone(request.RequestParameterList);
    const outputs = new Map([
      [returnErrorParameter, "The period is closed."],
      ["@MONTH", null],
      ["Nobody", "asked"],
    ]);
    const answered = completeParameters(request, outputs, [
      { name: "month", message: "This is too late." },
      { name: "Month", message: "This is too early." },
    ]);
    expect(answered.map(({ OutputValue }) => OutputValue)).toEqual([
      "before",
      null,
      null,
      "The period is closed.",
    ]);
    expect(answered.map(({ UserValidationMessage }) => UserValidationMessage)).toEqual([
      null,
      "This is too late.\nThis is too early.",
      null,
      null,
    ]);
    expect(answered.map(({ Name }) => Name)).toEqual(["@Year", "Month", "@Day", "@Interject_ReturnError"]);
    expect(request.RequestParameterList).toEqual(before);
  });
});
