import { describe, expect, it } from "vitest";
import { askReport } from "../../../../local/addin/sheet/run-report.ts";
import { Workbook } from "../../../../local/addin/workbook/workbook.ts";
import { excelFile } from "../../../support/excel-file.ts";
import { answerOf, laidOut, plainPortal } from "../../../support/laid-out.ts";

describe("ReportLookup", () => {
  const answer = answerOf(["a", "b"], ["1", "2"], ["3", "4"]);

  it("brings the first row's value of the named column, else of the first", () => {
    expect(laidOut([["B"]], 'ReportLookup("x",C1,A1)', answer).cells(1, 1)).toEqual([["B", null, 2]]);
    expect(laidOut([["B"]], 'ReportLookup("x",C1)', answer).cells(1, 1)).toEqual([["B", null, 1]]);
  });

  it("empties the cell where no row came", () => {
    expect(laidOut([["b", 9]], 'ReportLookup("x",B1,A1)', answerOf(["b"])).cells(1, 1)).toEqual([
      ["b", null],
    ]);
  });
});

describe("ReportSave", () => {
  const before = [
    ["id", "name", "when", null],
    [null, null, null, "Status"],
    ["K1", "Mary & Co", 46189.5, "old"],
    [null, "not sent", null, "kept"],
    ["K2", null, { xml: '<c t="b"><v>1</v></c>' }, "old"],
  ];
  const formula = 'ReportSave("x",A3:A5,1:1,2:2)';
  const answer = answerOf(["Row", "status"], ["3", "Saved."]);

  it("sends the rows with a key, with the numbers of the sheet's rows", () => {
    expect(laidOut(before, formula, answer).request.save).toEqual({
      columns: ["Row", "id", "name", "when"],
      rows: [
        ["3", "K1", "Mary & Co", "46189.5"],
        ["5", "K2", "", "True"],
      ],
    });
  });

  it("sends all rows of the range with CaptureAllRows", () => {
    const { request } = laidOut(before, 'ReportSave("x",A3:A5,1:1,2:2,,,TRUE)', answer);
    expect(request.save?.rows.map(([row]) => row)).toEqual(["3", "4", "5"]);
  });

  it("writes results into their rows, empties those of the other sent rows, and keeps the rest", () => {
    expect(
      laidOut(before, formula, answer)
        .cells(3, 5)
        .map((row) => row[3]),
    ).toEqual(["Saved.", "kept", null]);
  });
});

describe("a formula's parameters", () => {
  const portal = { ...plainPortal, parameters: ["One", "Total", "Three"], outputs: ["Total"] };

  it("go by position to the data portal's names, from cells and texts", () => {
    const { request } = laidOut([["a", 12.5]], 'ReportRange("x",2:3,,,Param(A1,B1,"t"))', answerOf(), portal);
    expect(request).toMatchObject({ parameters: { One: "a", Three: "t" }, outputs: ["Total"] });
  });

  it("get an output parameter's value in their cell", () => {
    const answer = {
      ...answerOf(),
      parameters: [{ name: "@total", outputValue: "-3.50", validationMessage: null }],
    };
    const { cells } = laidOut([["a", "old"]], 'ReportRange("x",2:3,,,Param(A1,B1))', answer, portal);
    expect(cells(1, 1)).toEqual([["a", -3.5]]);
  });

  it("come from defined names and other tabs, and from what a formula showed last", () => {
    const workbook = new Workbook(
      excelFile(
        { T: [[{ xml: "<c><f>1+1</f><v>2</v></c>" }]], "Other tab": [["there"]] },
        { names: "<definedNames><definedName name=\"Where\">'Other tab'!$A$1</definedName></definedNames>" },
      ),
    );
    const [sheet] = workbook.sheets;
    if (sheet === undefined) throw new Error("There is no sheet.");
    const place = { fileName: "", filePath: "", tabName: "T", cell: "A1" };
    const formula = 'jDropdown("x",Param(Where,A1,\'Other tab\'!A1),,B1,"c")';
    const { request } = askReport(workbook, sheet, formula, place, () => ({
      ...plainPortal,
      parameters: ["a", "b", "c"],
    }));
    expect(request.parameters).toEqual({ a: "there", b: "2", c: "there" });
  });

  it("are counted, without blanks at the end", () => {
    expect(laidOut([["a"]], 'ReportRange("x",2:3,,,Param())', answerOf()).notes).toEqual([]);
    expect(laidOut([["a"]], 'ReportRange("x",2:3,,,Param(A1,A1))', answerOf()).notes).toEqual([
      "The data portal has 0 parameters; Param gives more.",
    ]);
  });
});

describe("a formula that cannot be run", () => {
  it.each([
    ['ReportRange("x",2:3,,,Param(TODAY()))', "What TODAY(...) gives is known to Excel alone."],
    ['ReportRange("x",2:3,,,Param(A1:A2))', "A1:A2 must be a single cell."],
    ['ReportRange("x",2:3,,,Param(Nowhere))', "Nowhere is no cell, range or name of this workbook."],
    ['ReportRange("x",2:3,,,Param(Gone!A1))', "There is no tab Gone."],
    ['ReportRange("x",2:3,,,A1)', "The parameters must stand in Param(...)."],
    ["ReportRange(,2:3)", "The formula names no data portal."],
    ['ReportRange("x",Other!2:3)', "Other!2:3 must be in the formula's own tab."],
    ['ReportRange(jDataPortal("x",0),2:3)', "The DataResultNumber of jDataPortal must be a whole number"],
    ['ReportRange(jDataPortal("x",1,"a=1"),2:3)', "Of jDataPortal's arguments only the code and the number"],
    ['ReportRange("x",2:3,1:1,,,,,"k")', "RetainRowColumns is not done here"],
    ['IF(A1,ReportRange("x",2:3),0)', "IF is none of the functions that pull or save."],
    ['ReportRange("x"&A1,2:3)', "The function must be the whole formula"],
    ['ReportFixed("x",,1:1)', "A ReportFixed needs a RowDefRange and a ColDefRange."],
    ['ReportVariable("x",A2:A3)', "A ReportVariable needs a RowDefRange and a ColDefRange."],
    ['ReportSave("x",A2:A3)', "A ReportSave needs a ColDefRange that names columns."],
    ['jDropdown("x",,,D1,"Gone")', "The answer has no column Gone."],
  ])("%s says why", (formula, sentence) => {
    expect(() => laidOut([["k"]], formula, answerOf(["k"]))).toThrow(sentence);
  });
});
