import { describe, expect, it } from "vitest";
import { answerOf, laidOut } from "../../../support/laid-out.ts";

const answer = answerOf(["b", "a"], ["2", "1"], ["4", "3"], ["6", "5"]);
const styled = (text: number | string) => ({ xml: `<c s="3"><v>${text}</v></c>` });

describe("ReportRange", () => {
  it("puts columns under their names and keeps the last row of the range below the data", () => {
    const { cells, rows, notes } = laidOut(
      [
        ["A", "B"],
        [null, null],
        ["end", null],
      ],
      'ReportRange("x",2:3,1:1)',
      answer,
    );
    expect(cells(1, 5)).toEqual([["A", "B"], [1, 2], [3, 4], [5, 6], ["end"]]);
    expect([rows, notes]).toEqual([3, []]);
  });

  it("deletes the rows of a longer pull before", () => {
    const before = [["a"], [9], [9], [9], [9], [9], ["end"]];
    expect(laidOut(before, 'ReportRange("x",2:7,1:1)', answer).cells(1, 6)).toEqual([
      ["a"],
      [1],
      [3],
      [5],
      ["end"],
      [],
    ]);
  });

  it("keeps one row, emptied, where no row came", () => {
    const { cells } = laidOut(
      [["a"], [styled(9)], [9], ["end"]],
      'ReportRange("x",2:4,1:1)',
      answerOf(["a"]),
    );
    expect(cells(1, 3)).toEqual([["a"], [null], ["end"]]);
  });

  it("gives new rows the formats of the first, and lets formulas below it grow", () => {
    const { formulas, xml } = laidOut(
      [["a"], [styled(9)], [null], ["=SUM(A2:A3)"]],
      'ReportRange("x",2:3,1:1)',
      answer,
    );
    expect(formulas()).toEqual(["6,1 SUM(A2:A5)"]);
    expect([2, 3, 4].map((row) => xml(row)?.cells.get(1)?.attributes["s"])).toEqual(["3", "3", "3"]);
  });

  it("takes formats and formulas from the FormatRange", () => {
    const { cells, formulas, xml } = laidOut(
      [["a", null], [styled(0), "=A2*2"], [null], [null]],
      'ReportRange("x",3:4,1:1,2:2)',
      answer,
    );
    expect(cells(3, 5).map(([a]) => a)).toEqual([1, 3, 5]);
    expect(formulas()).toEqual(["2,2 A2*2", "3,2 A3*2", "4,2 A4*2", "5,2 A5*2"]);
    expect(xml(5)?.cells.get(1)?.attributes["s"]).toBe("3");
  });

  it("moves only the range's own columns, unless UseEntireRow is TRUE", () => {
    const before = [["a", null], [null], ["end", null], [null, "beside"]];
    expect(laidOut(before, 'ReportRange("x",A2:A3,A1:A1)', answer).cells(4, 5)).toEqual([
      [5, "beside"],
      ["end"],
    ]);
    expect(laidOut(before, 'ReportRange("x",A2:A3,A1:A1,,,TRUE)', answer).cells(4, 6)).toEqual([
      [5],
      ["end"],
      [null, "beside"],
    ]);
  });

  it("leaves the first row of the range free with UseTopSpacerRow", () => {
    const { cells } = laidOut([["a"], ["top"], ["end"]], 'ReportRange("x",2:3,1:1,,,,,,,TRUE)', answer);
    expect(cells(2, 6)).toEqual([["top"], [1], [3], [5], ["end"]]);
  });

  it("gives a record as many lines as the ColDefRange has rows", () => {
    const { cells } = laidOut(
      [["a"], [null, "b"], [null], [null], ["end"]],
      'ReportRange("x",3:5,1:2)',
      answer,
    );
    expect(cells(3, 9)).toEqual([[1], [null, 2], [3], [null, 4], [5], [null, 6], ["end"]]);
  });

  it("shows all columns by position without a ColDefRange, and their names if asked", () => {
    const before = [["end"], [null], ["end"]];
    expect(laidOut(before, 'ReportRange("x",B2:C3)', answer).cells(2, 4)).toEqual([
      [null, 2, 1],
      ["end", 4, 3],
      [null, 6, 5],
    ]);
    expect(laidOut(before, 'ReportRange("x",B2:C3,,,,,TRUE)', answer).cells(2, 3)).toEqual([
      [null, "b", "a"],
      ["end", 2, 1],
    ]);
  });

  it("empties the columns of [clear] and those that did not come, and names the latter", () => {
    const { cells, notes } = laidOut(
      [["a", "[Clear]", "Notes"], [9, "old", "old"], [null]],
      'ReportRange("x",2:3,1:1)',
      answer,
    );
    expect(cells(2, 2)).toEqual([[1, null, null]]);
    expect(notes).toEqual(["The answer has no column Notes."]);
  });

  it("writes a date as a serial number where the cell shows dates, and a number as text where it shows text", () => {
    const of = (style: number) => ({ xml: `<c s="${style}"/>` });
    const { cells } = laidOut(
      [["d", "d2", "n", "n2"], [of(1), of(0), of(2), of(0)], [null]],
      'ReportRange("x",2:3,1:1)',
      answerOf(["d", "d2", "n", "n2"], ["2026-06-16T12:00:00", "2026-06-16", "0012", "12.50"]),
    );
    expect(cells(2, 2)).toEqual([[46189.5, "2026-06-16", "0012", 12.5]]);
  });
});
