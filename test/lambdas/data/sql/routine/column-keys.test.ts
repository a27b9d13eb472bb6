import { describe, expect, it } from "vitest";
import {
  refuseSameNames,
  refuseSharedParameters,
} from "../../../../../lambdas/data/sql/routine/column-keys.ts";

describe("columns of a save by row", () => {
  const refuse =
    (columns: readonly string[], ...declared: string[]) =>
    () =>
      refuseSharedParameters(columns, new Set(declared));

  it.each([
    [["Row", "Unit Price", "unit_price"], "unitprice"],
    [["Row", "Unit Price", "UnitPrice"], "unitprice"],
    [["Row", "Name", "Name"], "name"],
    [["Row", "Name", "@NAME"], "name"],
  ])("%j are refused where two mean one parameter", (columns, declared) => {
    const [, one, other] = columns;
    expect(refuse(columns, declared)).toThrow(
      expect.objectContaining({
        reason: "save",
        message: `The sheet has two columns for the same value, "${one}" and "${other}". Rename or remove one of them.`,
      }),
    );
  });

  it("may have the same name where no parameter takes them, or where each has its own", () => {
    expect(refuse(["Note", "Note"], "name")).not.toThrow();
    expect(refuse(["Unit Price", "Unit Cost"], "unitprice", "unitcost")).not.toThrow();
  });
});

describe("columns of a save as rows", () => {
  it.each([
    [["Row", "Unit Price", "unit_price"]],
    [["Row", "UnitPrice", "Unit-Price"]],
    [["Row", "Name", "Name"]],
    [["Row", "Name", "NAME"]],
  ])("%j are refused where two have one name", (columns) => {
    const [, one, other] = columns;
    expect(() => refuseSameNames(columns)).toThrow(`"${one}" and "${other}"`);
  });

  it.each([[["Discount", "Discount %"]], [["Größe", "Grüße"]], [["日本", "東京"]]])(
    "%j may stand side by side",
    (columns) => expect(() => refuseSameNames(columns)).not.toThrow(),
  );
});
