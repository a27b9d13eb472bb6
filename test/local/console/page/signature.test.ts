import { describe, expect, it } from "vitest";
import { parametersOf } from "../../../../local/console/page/signature.ts";

const names = (signature: string) => parametersOf(signature).map(({ name }) => name);

describe("the parameters of a routine's signature", () => {
  it("have a type, and are optional where they have a default", () => {
    expect(parametersOf("company_name text DEFAULT NULL::text, due date")).toEqual([
      {
        name: "company_name",
        kind: "text",
        expected: "text, NULL if left out",
        allowed: null,
        isOptional: true,
      },
      { name: "due", kind: "date", expected: "date", allowed: null, isOptional: false },
    ]);
  });

  it("are those that the caller gives: not outputs, and not what the API fills in", () => {
    expect(names("IN a integer, OUT b integer, INOUT c integer, interject_user_id text")).toEqual(["a", "c"]);
  });

  it("end at the commas between them alone", () => {
    expect(names("rate numeric(10,2) DEFAULT 1.5, word text DEFAULT 'a, b'::text, c text")).toEqual([
      "rate",
      "word",
      "c",
    ]);
  });

  it("are named as the database names them, without SQL Server's @ and quotes", () => {
    expect(names('@CompanyName nvarchar(40), "Unit Price" money')).toEqual(["CompanyName", "Unit Price"]);
  });

  it("are none in an empty signature", () => {
    expect(parametersOf("")).toEqual([]);
  });
});
