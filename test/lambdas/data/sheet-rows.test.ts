import { describe, expect, expectTypeOf, it } from "vitest";
import { report } from "../../../lambdas/data/report.ts";
import { UserError } from "../../../lambdas/interject/errors.ts";
import { date, decimal, integer, optional, text } from "../../../lambdas/interject/request/parameter.ts";
import type { LocalDate } from "../../../lambdas/interject/request/parse-date.ts";
import type { Decimal } from "../../../lambdas/interject/request/parse-number.ts";
import { pull, save } from "../../support/pull.ts";

/** A save that keeps what it was given, and marks the customers whose id begins with `X`. */
function keeping() {
  const kept: unknown[] = [];
  const saving = report({
    parameters: { Year: optional(integer()) },
    save: { CustomerID: text(), Rate: decimal(), Due: optional(date()) },
    run: async ({ save, parameters }) => {
      expectTypeOf(parameters.Year).toEqualTypeOf<number | null>();
      for (const row of save) {
        expectTypeOf(row.number).toEqualTypeOf<number>();
        expectTypeOf(row.values.CustomerID).toEqualTypeOf<string>();
        expectTypeOf(row.values.Rate).toEqualTypeOf<Decimal>();
        expectTypeOf(row.values.Due).toEqualTypeOf<LocalDate | null>();
        kept.push([row.number, { ...row.values }]);
        if (row.values.CustomerID.startsWith("X")) row.fail(`There is no customer ${row.values.CustomerID}.`);
      }
    },
  });
  return { kept, saving };
}

describe("a save that is declared by its columns", () => {
  it("gives the report typed rows with the sheet's row numbers, and Excel's serial dates as dates", async () => {
    const { kept, saving } = keeping();
    const { errorMessage } = await save(saving, [
      { Row: "7", CustomerID: "A", Rate: "1.50", Due: "46189" },
      { Row: "9", CustomerID: "B", Rate: "2" },
    ]);
    expect(errorMessage).toBe("");
    expect(kept).toEqual([
      [7, { CustomerID: "A", Rate: "1.5", Due: "2026-06-16" }],
      [9, { CustomerID: "B", Rate: "2", Due: null }],
    ]);
  });

  it("answers the sheet's table, columns that it does not read included, with a status for each row", async () => {
    const { saving } = keeping();
    const { tables } = await save(saving, [{ CustomerID: "A", Rate: "1", Due: "", Notes: "x" }]);
    expect(tables[0]).toMatchObject({
      columns: ["Row", "CustomerID", "Rate", "Due", "Notes", "Status"],
      rows: [["18", "A", "1", null, "x", "Saved"]],
    });
  });

  it("reports every row that does not fit at once, each in its row, and does not run", async () => {
    const { kept, saving } = keeping();
    const { errorMessage, rows } = await save(saving, [
      { CustomerID: "A", Rate: "much", Due: "soon" },
      { CustomerID: "B", Rate: "1", Due: "" },
      { CustomerID: "", Rate: "1", Due: "" },
    ]);
    expect(kept).toEqual([]);
    expect(rows.map(({ Row, Status }) => [Row, Status])).toEqual([
      ["18", expect.stringMatching(/^Rate: This must be a decimal .* Due: This must be a date /)],
      ["19", "Not saved, because other rows are wrong."],
      ["20", "CustomerID: This needs a value: a text."],
    ]);
    expect(errorMessage.split("\n")).toEqual([
      "Nothing was saved: 2 of 3 rows are wrong. Correct what is wrong and save again.",
      expect.stringMatching(/^Row 18 of the sheet: Rate: /),
      expect.stringMatching(/^Row 20 of the sheet: CustomerID: /),
    ]);
  });

  it("reports every row that the report marks at once, each in its row", async () => {
    const { saving } = keeping();
    const { errorMessage, rows } = await save(saving, [
      { CustomerID: "XA", Rate: "1", Due: "" },
      { CustomerID: "B", Rate: "1", Due: "" },
      { CustomerID: "XC", Rate: "1", Due: "" },
    ]);
    expect(rows.map(({ Status }) => Status)).toEqual([
      "There is no customer XA.",
      "Not saved, because other rows are wrong.",
      "There is no customer XC.",
    ]);
    expect(errorMessage).toMatch(/^Nothing was saved: 2 of 3 rows are wrong\./);
    expect(errorMessage).not.toContain("The answer is not complete");
  });

  it("reports the rows that were marked before the report stopped, and why it stopped", async () => {
    const stopping = report({
      save: { CustomerID: text() },
      run: ({ save: [row] }) => {
        row?.fail("It is closed.");
        throw new UserError("The period is closed.");
      },
    });
    const { errorMessage, rows } = await save(stopping, [{ CustomerID: "A" }, { CustomerID: "B" }]);
    expect(errorMessage.split("\n").slice(1)).toEqual([
      "The period is closed.",
      "Row 18 of the sheet: It is closed.",
    ]);
    expect(rows[0]?.["Status"]).toBe("It is closed.");
  });

  it("names some rows of many in its message, and marks all", async () => {
    const { saving } = keeping();
    const many = Array.from({ length: 50 }, (_, at) => ({ CustomerID: `X${at}`, Rate: "1", Due: "" }));
    const { errorMessage, rows } = await save(saving, many);
    expect(errorMessage.split("\n")).toHaveLength(22);
    expect(errorMessage).toMatch(/\.\.\. and 30 more rows\.$/);
    expect(rows.at(-1)?.["Status"]).toBe("There is no customer X49.");
  });

  it("says one sentence for a row that is marked without a reason, and all of several", async () => {
    const marking = report({
      save: { CustomerID: text() },
      run: ({ save: [first, second] }) => {
        first?.fail(" ");
        second?.fail("It is closed.");
        second?.fail("It has\na note.");
      },
    });
    const { rows } = await save(marking, [{ CustomerID: "A" }, { CustomerID: "B" }]);
    expect(rows.map(({ Status }) => Status)).toEqual(["This row is wrong.", "It is closed. It has a note."]);
  });

  it("answers what the report has for the ResultsRange of each row", async () => {
    const numbering = report({
      save: { CustomerID: text() },
      run: ({ save }) => {
        for (const row of save) if (row.number === 18) row.result({ InvoiceID: 7, Status: "Inserted" });
      },
    });
    const { rows } = await save(numbering, [{ CustomerID: "A" }, { CustomerID: "B" }]);
    expect(rows).toEqual([
      { Row: "18", CustomerID: "A", InvoiceID: 7, Status: "Inserted" },
      { Row: "19", CustomerID: "B", InvoiceID: null, Status: "Saved" },
    ]);
  });

  it("puts a result in the place of the sheet's own cell of that name", async () => {
    const { saving } = keeping();
    const { tables } = await save(saving, [
      { CustomerID: "A", Rate: "1", Due: "", Status: "Saved yesterday" },
    ]);
    expect(tables[0]?.columns).toEqual(["Row", "CustomerID", "Rate", "Due", "Status"]);
    expect(tables[0]?.rows[0]?.at(-1)).toBe("Saved");
  });

  it("refuses two columns of one name, in any letter case", async () => {
    const { kept, saving } = keeping();
    const { errorMessage } = await save(saving, [{ CustomerID: "A", Rate: "1", rate: "2", Due: "" }]);
    expect(errorMessage).toBe(
      'The sheet has two columns for the same value, "Rate" and "rate". Rename or remove one of them.',
    );
    expect(kept).toEqual([]);
  });

  it("refuses a request without a table", async () => {
    const { kept, saving } = keeping();
    expect((await pull(saving)).errorMessage).toMatch(/^There is nothing to save: .*Interject_XMLDataToSave/);
    expect(kept).toEqual([]);
  });

  it("refuses a row without its number", async () => {
    const { saving } = keeping();
    const { errorMessage } = await save(saving, [{ Row: "", CustomerID: "A", Rate: "1", Due: "" }]);
    expect(errorMessage).toContain("has no row number of the sheet");
  });

  it("may not mark a row when it has ended, for the row is told as saved", async () => {
    let late: Promise<unknown> | undefined;
    const leaking = report({
      save: { CustomerID: text() },
      run: ({ save: [row] }) => {
        late = new Promise((resolve) => setTimeout(resolve, 20))
          .then(() => row?.fail("too late"))
          .catch((error: unknown) => error);
      },
    });
    await save(leaking, [{ CustomerID: "A" }]);
    expect(String(await late)).toContain("await what marks it");
  });
});
