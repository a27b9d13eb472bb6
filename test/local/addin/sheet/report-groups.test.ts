import { describe, expect, it } from "vitest";
import { answerOf, laidOut } from "../../../support/laid-out.ts";

const answer = answerOf(["k", "v"], ["a", 1], ["a", 2], ["b", 3], ["c", 4]);
const detail = "[!DetailRow]";

describe("ReportFixed", () => {
  it("fills rows by their keys with the last record that fits, and leaves totals alone", () => {
    const { cells, formulas, notes } = laidOut(
      [
        ["k", "v"],
        ["A", 9],
        [null, "=SUM(B2:B2)"],
        ["b", null],
        ["x", 9],
      ],
      'ReportFixed("x",A2:A5,1:1)',
      answer,
    );
    expect(cells(2, 5)).toEqual([
      ["A", 2],
      [null, null],
      ["b", 3],
      ["x", null],
    ]);
    expect(formulas()).toEqual(["3,2 SUM(B2:B2)"]);
    expect(notes).toEqual(["1 row finds no place in the sheet."]);
  });

  it("keeps the cells of a column that the answer does not have, and empties those of [clear]", () => {
    const { cells } = laidOut(
      [
        ["k", "v", "Notes", "[clear]"],
        ["a", null, "mine", "old"],
      ],
      'ReportFixed("x",A2:A2,1:1)',
      answer,
    );
    expect(cells(2, 2)).toEqual([["a", 2, "mine", null]]);
  });

  it("brings what has no place to [leftovers], also when it is pulled again", () => {
    const before = [
      ["k", "v"],
      ["b", null],
      ["[leftovers]", null],
      [detail, 9],
      [null, "end"],
    ];
    expect(laidOut(before, 'ReportFixed("x",A2:A4,1:1)', answer).cells(2, 6)).toEqual([
      ["b", 3],
      ["[leftovers]", 1],
      [detail, 2],
      [detail, 4],
      [null, "end"],
    ]);
  });

  it("compares the column RowDefName where the answer has one", () => {
    const named = answerOf(["RowDefName", "v"], ["R00002", 7], ["first", 8]);
    const { cells } = laidOut([[null, "v"], ["first"], ["second"]], 'ReportFixed("x",A2:A3,1:1)', named);
    expect(cells(2, 3)).toEqual([
      ["first", 8],
      ["second", 7],
    ]);
  });

  it("compares every key of several columns", () => {
    const two = answerOf(["k", "l", "v"], ["a", "1", 1], ["a", "2.0", 2]);
    const { cells } = laidOut(
      [
        ["k", "l", "v"],
        ["a", 2],
      ],
      'ReportFixed("x",A2:B2,1:1)',
      two,
    );
    expect(cells(2, 2)).toEqual([["a", 2, 2]]);
  });
});

describe("ReportVariable", () => {
  it("lets a group grow from its own row on, and subtotals with it", () => {
    const { cells, formulas } = laidOut(
      [["k", "v"], ["a"], [null], [null, "=SUM(B2:B3)"], ["b"], [null], [null, "=B4+SUM(B5:B6)"]],
      'ReportVariable("x",A2:A6,1:1)',
      answer,
    );
    expect(cells(2, 6)).toEqual([["a", 1], [detail, 2], [], [null, null], ["b", 3]]);
    expect(formulas()).toEqual(["5,2 SUM(B2:B4)", "8,2 B5+SUM(B6:B7)"]);
  });

  it("is the same when it is pulled again, and shrinks where less comes", () => {
    const before = [
      ["k", "v"],
      ["a", 1],
      [detail, 2],
      [detail, 2],
      [null],
      ["b", 3],
      [detail, 3],
      [null, "end"],
    ];
    const { cells } = laidOut(before, 'ReportVariable("x",A2:A8,1:1)', answer);
    expect(cells(2, 6)).toEqual([["a", 1], [detail, 2], [], ["b", 3], [null, "end"]]);
  });

  it("inserts below the row definition with UseTopSpacerRow", () => {
    const { cells } = laidOut(
      [
        ["k", "v"],
        ["a", "kept"],
        [null, "end"],
      ],
      'ReportVariable("x",A2:A3,1:1,,,,,TRUE)',
      answer,
    );
    expect(cells(2, 5)).toEqual([
      ["a", "kept"],
      [detail, 1],
      [detail, 2],
      [null, "end"],
    ]);
  });

  it("repeats a group for each of its row definitions, or fills the last one only", () => {
    const before = [["k", "v"], ["b"], [null], ["b"], [null]];
    const formula = (last: string) => `ReportVariable("x",A2:A5,1:1,,,,,,${last})`;
    expect(laidOut(before, formula(""), answer).cells(2, 4)).toEqual([["b", 3], [], ["b", 3]]);
    expect(laidOut(before, formula("FALSE"), answer).cells(2, 4)).toEqual([["b"], [], ["b", 3]]);
  });

  it("takes a row that lists several values, and formats from the FormatRange", () => {
    const { cells, formulas } = laidOut(
      [["k", "v"], [null, null, "=B2*2"], ["a|b"], [null]],
      'ReportVariable("x",A3:A4,1:1,2:2)',
      answer,
    );
    expect(cells(3, 5).map(([mark, value]) => [mark, value])).toEqual([
      ["a|b", 1],
      [detail, 2],
      [detail, 3],
    ]);
    expect(formulas()).toEqual(["2,3 B2*2", "3,3 B3*2", "4,3 B4*2", "5,3 B5*2"]);
  });

  it("sends its row definitions, and neither the rows of an earlier pull nor [leftovers]", () => {
    const { request } = laidOut(
      [["k", "v"], ["a"], [detail], [null], ["[leftovers]"]],
      'ReportVariable("x",A2:A5,1:1)',
      answer,
    );
    expect(request.rows).toEqual([{ row: 2, keys: [{ name: "k", column: 1, value: "a" }] }]);
  });
});
