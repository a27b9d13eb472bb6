import { describe, expect, it } from "vitest";
import type { Routine, RoutineParameter } from "../../../../../lambdas/data/sql/engines/engine.ts";
import { type Arguments, bindArguments } from "../../../../../lambdas/data/sql/routine/arguments.ts";
import { RequestInvalid, UserError } from "../../../../../lambdas/interject/errors.ts";
import { lookupName } from "../../../../../lambdas/interject/request/request.ts";

const parameter = (name: string, more: Partial<RoutineParameter> = {}): RoutineParameter => ({
  name,
  mode: "in",
  type: "text",
  dataType: "nvarcharmax",
  takesRows: null,
  hasDefault: false,
  ...more,
});
const routine = (...parameters: RoutineParameter[]): Routine => ({
  kind: "procedure",
  schema: "reports",
  name: "aging",
  parameters,
  detail: null,
});
/** Values by name; a name with a question mark behind it need not be declared. */
const given = (...names: string[]): Arguments =>
  new Map(
    names.map((written) => {
      const name = written.replace("?", "");
      return [lookupName(name), { name, mustBeDeclared: name === written, read: () => `value of ${name}` }];
    }),
  );
const problems = (...input: Parameters<typeof bindArguments>) => {
  try {
    bindArguments(...input);
    return [];
  } catch (error) {
    if (error instanceof RequestInvalid) return error.parameters.map(({ name }) => name);
    throw error;
  }
};

describe("arguments", () => {
  it("find their parameters by name, in any letter case and order, by the parameter's exact name", () => {
    const { values } = bindArguments(
      [routine(parameter("Year"), parameter("company_name"))],
      given("COMPANY_NAME", "@year"),
    );
    expect([...values]).toEqual([
      ["Year", "value of @year"],
      ["company_name", "value of COMPANY_NAME"],
    ]);
  });

  it.each(["CustomerID", "Customer ID", "customer_id", "CUSTOMER-ID"])(
    "find their parameters as people write them: %s",
    (sent) => {
      for (const declared of ["customerid", "customer_id", "CustomerID"]) {
        const { values } = bindArguments([routine(parameter(declared))], given(sent));
        expect([...values]).toEqual([[declared, `value of ${sent}`]]);
      }
    },
  );

  it("find parameters that differ in such signs alone by their exact names", () => {
    const parameters = [parameter("customer_id"), parameter("customerid")];
    const { values } = bindArguments([routine(...parameters)], given("CustomerID", "customer_id"));
    expect([...values]).toEqual([
      ["customer_id", "value of customer_id"],
      ["customerid", "value of CustomerID"],
    ]);
  });

  it.each([
    [["customer_id"], ["CustomerID", "Customer ID"], "CustomerID, Customer ID mean the same"],
    [["customer_id"], ["customer_id", "Customer ID"], "customer_id, Customer ID mean the same"],
    [
      ["customer_id", "customerid"],
      ["Customer ID"],
      "several parameters that it could mean: customer_id, customerid",
    ],
  ])("of %j that could be any of %j are refused with the names of both", (declared, sent, words) => {
    const bind = () => bindArguments([routine(...declared.map((name) => parameter(name)))], given(...sent));
    expect(bind).toThrow(RequestInvalid);
    expect(bind).toThrow(words);
  });

  it("are listed where a parameter is missing", () => {
    const bind =
      (...names: string[]) =>
      () =>
        bindArguments([routine(parameter("year"))], given(...names));
    expect(bind("Yaer?", "Interject_NTLogin?")).toThrow("does not send it. It sends Yaer. Ask");
    expect(bind()).toThrow("does not send it. It sends no parameters. Ask");
  });

  it("of other signs are other things", () => {
    expect(problems([routine(parameter("discount"))], given("Discount %"))).toEqual([
      "Discount %",
      "discount",
    ]);
  });

  it("that are not declared are each named, system parameters aside", () => {
    expect(problems([routine()], given("a", "b", "Interject_UserID?"))).toEqual(["a", "b"]);
  });

  it("that are missing are each named, those with a default and system parameters aside", () => {
    const parameters = [
      parameter("a"),
      parameter("b", { hasDefault: true }),
      parameter("Interject_NTLogin"),
      parameter("c", { mode: "out" }),
      parameter("d", { mode: "inout" }),
    ];
    expect(problems([routine(...parameters)], given())).toEqual(["a"]);
    const { values } = bindArguments([routine(...parameters)], given("a"));
    // A default is the routine's; what has none and need not be sent is null; an output is not given.
    expect([...values]).toEqual([
      ["a", "value of a"],
      ["Interject_NTLogin", null],
      ["d", null],
    ]);
  });

  it("that do not fit are all said at once", () => {
    const wrong: Arguments = new Map(
      ["a", "b"].map((name) => [
        name,
        {
          name,
          mustBeDeclared: true,
          read: () => {
            throw new RequestInvalid("parameter", name, [{ name, message: "no" }]);
          },
        },
      ]),
    );
    expect(problems([routine(parameter("a"), parameter("b"))], wrong)).toEqual(["a", "b"]);
  });

  it("choose among routines of one name the one that takes them", () => {
    const [one, two] = [routine(parameter("a")), routine(parameter("a"), parameter("b"))];
    expect(bindArguments([one, two], given("a")).routine).toBe(one);
    expect(bindArguments([one, two], given("a", "b")).routine).toBe(two);
  });

  it("that several routines take, or none, are refused in words for the administrator", () => {
    const [one, two] = [
      routine(parameter("a")),
      routine(parameter("a"), parameter("b", { hasDefault: true })),
    ];
    expect(() => bindArguments([one, two], given("a"))).toThrow(
      /2 routines named reports\.aging, and more than one/,
    );
    expect(() => bindArguments([one, two], given("c"))).toThrow(/none of them takes/);
    expect(() => bindArguments([], given())).toThrow(UserError);
  });
});
