import { describe, expect, it } from "vitest";
import { NoWorkbook } from "../../../../local/addin/workbook/package.ts";
import { Workbook } from "../../../../local/addin/workbook/workbook.ts";
import { excelFile, partsOf } from "../../../support/excel-file.ts";

const drawn = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing";
const related = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const rels = (...entries: readonly (readonly [type: string, target: string])[]) =>
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${entries
    .map(([type, target], at) => `<Relationship Id="r${at}" Type="${related}/${type}" Target="${target}"/>`)
    .join("")}</Relationships>`;

/** A workbook with what must not be lost: a chart, a validation, formats by condition, notes and a table. */
const rich = () =>
  excelFile(
    {
      Report: [
        ["Name", "Amount"],
        ["first", 1],
        [null, null],
        ["Total", { xml: '<c s="3"><f>SUM(B2:B3)</f><v>1</v></c>' }],
        ["More", "=B4*2"],
      ],
      "Other tab": [["=Report!B4", "=SUM(Report!$B$2:$B$3)", '=IF(A1="Report!B4",B4,Report!B9)']],
    },
    {
      names: `<definedNames><definedName name="Total">Report!$B$4</definedName></definedNames><calcPr calcId="1"/>`,
      around: {
        Report: {
          before: `<dimension ref="A1:B5"/><sheetViews><sheetView workbookViewId="0"><selection activeCell="A5" sqref="A5"/></sheetView></sheetViews>`,
          after: `<mergeCells count="1"><mergeCell ref="A5:B5"/></mergeCells><conditionalFormatting sqref="B2:B3 B5"><cfRule type="expression"><formula>$B4&gt;1</formula></cfRule></conditionalFormatting><dataValidations count="1"><dataValidation type="list" sqref="A5"><formula1>$B$4:$B$5</formula1></dataValidation></dataValidations><drawing r:id="r0"/>`,
        },
      },
      parts: {
        "xl/worksheets/_rels/sheet1.xml.rels": rels(
          ["drawing", "../drawings/drawing1.xml"],
          ["comments", "../comments1.xml"],
          ["vmlDrawing", "../drawings/vml1.vml"],
        ),
        "xl/drawings/drawing1.xml": `<xdr:wsDr xmlns:xdr="${drawn}"><xdr:twoCellAnchor><xdr:from><xdr:row>0</xdr:row></xdr:from><xdr:to><xdr:row>6</xdr:row></xdr:to></xdr:twoCellAnchor></xdr:wsDr>`,
        "xl/charts/chart1.xml": `<c:chartSpace xmlns:c="c"><c:f>Report!$B$2:$B$3</c:f><c:f>'Other tab'!$B$4</c:f></c:chartSpace>`,
        "xl/comments1.xml": `<comments><comment ref="A4" authorId="0"/><comment ref="A1" authorId="0"/></comments>`,
        "xl/drawings/vml1.vml": `<xml><br><x:Anchor>1, 15, 3, 2, 3, 31, 5, 9</x:Anchor><x:Row>3</x:Row></xml>`,
        "xl/media/image1.png": "not really a picture",
      },
    },
  );

describe("an Excel file", () => {
  it("is written byte for byte as it was, if nothing has changed", () => {
    expect(partsOf(new Workbook(rich()).write())).toEqual(partsOf(rich()));
  });

  it("changes only its sheet's cells and the calculation where a cell is set", () => {
    const workbook = new Workbook(rich());
    workbook.sheet("Report")?.set(2, 2, 12.5);
    const [before, after] = [partsOf(rich()), partsOf(workbook.write())];
    expect({
      ...after,
      "xl/worksheets/sheet1.xml": after["xl/worksheets/sheet1.xml"]?.replace("<v>12.5</v>", "<v>1</v>"),
      "xl/workbook.xml": after["xl/workbook.xml"]?.replace(' fullCalcOnLoad="1"', ""),
    }).toEqual(before);
  });

  it("lets everything that names a row follow when rows are inserted", () => {
    const workbook = new Workbook(rich());
    workbook.sheet("Report")?.insert(3, 10);
    const parts = partsOf(workbook.write());
    const report = parts["xl/worksheets/sheet1.xml"] ?? "";
    expect(report).toContain('<c r="B14" s="3"><f>SUM(B2:B13)</f>');
    expect(report).toContain('<c r="B15"><f>B14*2</f></c>');
    expect(report).toContain('<mergeCell ref="A15:B15"/>');
    expect(report).toContain('sqref="B2:B13 B15"');
    expect(report).toContain("<formula>$B14&gt;1</formula>");
    expect(report).toContain('sqref="A15"><formula1>$B$14:$B$15</formula1>');
    expect(report).toContain('<selection activeCell="A5" sqref="A5"/>');
    expect(parts["xl/worksheets/sheet2.xml"]).toContain(
      '<f>Report!B14</f></c><c r="B1"><f>SUM(Report!$B$2:$B$13)</f></c><c r="C1"><f>IF(A1=&quot;Report!B4&quot;,B4,Report!B19)</f>',
    );
    expect(parts["xl/workbook.xml"]).toContain(">Report!$B$14</definedName>");
    expect(parts["xl/charts/chart1.xml"]).toContain(
      "<c:f>Report!$B$2:$B$13</c:f><c:f>'Other tab'!$B$4</c:f>",
    );
    expect(parts["xl/drawings/drawing1.xml"]).toContain(
      "<xdr:row>0</xdr:row></xdr:from><xdr:to><xdr:row>16<",
    );
    expect(parts["xl/comments1.xml"]).toContain('ref="A14" authorId="0"/><comment ref="A1"');
    expect(parts["xl/drawings/vml1.vml"]).toContain(
      "<x:Anchor>1, 15, 13, 2, 3, 31, 15, 9</x:Anchor><x:Row>13</x:Row>",
    );
    expect(parts["xl/media/image1.png"]).toBe("not really a picture");
  });

  it("is as it was after rows were inserted and deleted again", () => {
    const workbook = new Workbook(rich());
    const sheet = workbook.sheet("Report");
    sheet?.insert(3, 10);
    sheet?.remove(3, 10);
    const [before, after] = [partsOf(rich()), partsOf(workbook.write())];
    for (const name of [
      "xl/charts/chart1.xml",
      "xl/comments1.xml",
      "xl/drawings/drawing1.xml",
      "xl/drawings/vml1.vml",
      "xl/worksheets/sheet1.xml",
    ])
      expect(after[name]).toBe(before[name]);
  });

  it("formats inserted rows by condition like the row above them", () => {
    const workbook = new Workbook(rich());
    workbook.sheet("Report")?.insert(4, 2);
    const report = partsOf(workbook.write())["xl/worksheets/sheet1.xml"];
    expect(report).toContain('<conditionalFormatting sqref="B2:B5 B7">');
    expect(report).toContain("<f>SUM(B2:B3)</f>");
  });

  it("keeps the prefix of its elements' names", () => {
    const parts = partsOf(excelFile({ T: [["a"], ["=A1"]] }));
    const plain = parts["xl/worksheets/sheet1.xml"] ?? "";
    const prefixed = plain.replace(/<(\/?)(?=[a-z])/g, "<$1x:").replace("xmlns=", "xmlns:x=");
    const workbook = new Workbook(excelFile({ T: [] }, { parts: { "xl/worksheets/sheet1.xml": prefixed } }));
    const sheet = workbook.sheet("T");
    sheet?.set(1, 1, "b");
    sheet?.insert(1, 1);
    const written = partsOf(workbook.write())["xl/worksheets/sheet1.xml"];
    expect(written).toContain(
      '<x:row r="2"><x:c r="A2" t="inlineStr"><x:is><x:t xml:space="preserve">b</x:t></x:is></x:c></x:row><x:row r="3"><x:c r="A3"><x:f>A2</x:f></x:c></x:row></x:sheetData>',
    );
  });

  it("moves only the columns of a span", () => {
    const workbook = new Workbook(
      excelFile({
        T: [
          ["a", "b"],
          ["c", "d"],
          ["=A2", "=B2"],
        ],
      }),
    );
    workbook.sheet("T")?.insert(2, 1, { left: 2, right: 2 });
    const sheet = workbook.sheet("T");
    expect([sheet?.value(2, 1), sheet?.value(2, 2), sheet?.value(3, 2)]).toEqual(["c", null, "d"]);
    expect(sheet?.formulas().map(({ cell, text }) => [cell.row, text])).toEqual([
      [3, "A2"],
      [4, "B3"],
    ]);
  });

  it("drops merged cells and a reference whose rows are deleted", () => {
    const workbook = new Workbook(rich());
    workbook.sheet("Report")?.remove(4, 2);
    const parts = partsOf(workbook.write());
    expect(parts["xl/worksheets/sheet1.xml"]).not.toMatch(/merge|dataValidation|Total/);
    expect(parts["xl/worksheets/sheet2.xml"]).toContain("<f>#REF!</f>");
  });

  it("drops the order of calculation, which Excel makes anew", () => {
    const bytes = excelFile({ T: [["=1"]] }, { parts: { "xl/calcChain.xml": "<calcChain/>" } });
    const parts = partsOf(bytes);
    const related = parts["xl/_rels/workbook.xml.rels"] ?? "";
    const types = parts["[Content_Types].xml"] ?? "";
    const chained = excelFile(
      { T: [["=1"]] },
      {
        parts: {
          "xl/calcChain.xml": "<calcChain/>",
          "xl/_rels/workbook.xml.rels": related.replace(
            "</Relationships>",
            '<Relationship Id="cc" Type="x/calcChain" Target="calcChain.xml"/></Relationships>',
          ),
          "[Content_Types].xml": types.replace(
            "</Types>",
            '<Override PartName="/xl/calcChain.xml" ContentType="x"/></Types>',
          ),
        },
      },
    );
    const workbook = new Workbook(chained);
    workbook.sheet("T")?.set(1, 1, null);
    const after = partsOf(workbook.write());
    expect(after["xl/calcChain.xml"]).toBeUndefined();
    expect(after["xl/_rels/workbook.xml.rels"]).toBe(related);
    expect(after["[Content_Types].xml"]).toBe(types);
  });

  it("writes out shared formulas before rows move", () => {
    const shared = (text: string) => ({ xml: `<c ><f t="shared" si="0"${text}</c>` });
    const workbook = new Workbook(
      excelFile({
        T: [
          [1, shared(' ref="B1:B3">A1*$A$1</f>')],
          [2, shared("/>")],
          [3, shared("/>")],
        ],
      }),
    );
    const sheet = workbook.sheet("T");
    const texts = () => sheet?.formulas().map(({ text }) => text);
    expect(texts()).toEqual(["A1*$A$1", "A2*$A$1", "A3*$A$1"]);
    sheet?.insert(3, 1);
    expect(texts()).toEqual(["A1*$A$1", "A2*$A$1", "A4*$A$1"]);
  });

  it("finds Interject's formulas: prefixed, shared, and in names that only look like them", () => {
    const workbook = new Workbook(
      excelFile({
        T: [
          ['=_xll.ReportRange("A",18:19,2:2)', '=reportfixed("B",B1:B2,2:2)', '=MyReportRange("C")'],
          ['="ReportRange("', "=SUM(A1)", '=IF(A1,jDropdown("D",,,D1,"x"),0)'],
          [{ xml: '<c ><f t="shared" ref="A3:A4" si="1">_xll.ReportLookup("E",C3,B3)</f></c>' }],
          [{ xml: '<c ><f t="shared" si="1"/></c>' }],
        ],
      }),
    );
    const found = workbook.formulas().map(({ kind, sheet, cell }) => [kind, cell.row, sheet.formulaOf(cell)]);
    expect(found).toEqual([
      ["ReportRange", 1, '_xll.ReportRange("A",18:19,2:2)'],
      ["ReportFixed", 1, 'reportfixed("B",B1:B2,2:2)'],
      ["jDropdown", 2, 'IF(A1,jDropdown("D",,,D1,"x"),0)'],
      ["ReportLookup", 3, '_xll.ReportLookup("E",C3,B3)'],
      ["ReportLookup", 4, '_xll.ReportLookup("E",C4,B4)'],
    ]);
  });

  it("reads and writes texts that XML does not take as they are", () => {
    const workbook = new Workbook(excelFile({ T: [["a _x0041_ & <b>"]] }));
    const sheet = workbook.sheet("T");
    expect(sheet?.value(1, 1)).toBe("a A & <b>");
    const text = " two\nlines\u0007 _x0041_ ";
    sheet?.set(1, 1, text);
    expect(new Workbook(workbook.write()).sheet("T")?.value(1, 1)).toBe(text);
  });

  it("refuses to move the rows of a tab with a pivot table, and leaves them", () => {
    const bytes = excelFile(
      { T: [["a"], ["b"]] },
      { parts: { "xl/worksheets/_rels/sheet1.xml.rels": rels(["pivotTable", "../pivotTables/p.xml"]) } },
    );
    const workbook = new Workbook(bytes);
    expect(() => workbook.sheet("T")?.insert(1, 1)).toThrow("The tab T has a pivot table");
    expect(workbook.sheet("T")?.value(1, 1)).toBe("a");
  });

  it.each([new Uint8Array(), new TextEncoder().encode("PK nothing")])(
    "refuses what is no Excel file",
    (bytes) => {
      expect(() => new Workbook(bytes)).toThrow(NoWorkbook);
    },
  );
});
