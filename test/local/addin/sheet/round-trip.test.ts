import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRequest } from "../../../../lambdas/interject/request/request.ts";
import { readRequestContext } from "../../../../lambdas/interject/request/request-context.ts";
import { saveTable } from "../../../../lambdas/interject/request/save.ts";
import { requestBody } from "../../../../local/addin/request.ts";
import { cellName } from "../../../../local/addin/sheet/reference.ts";
import { askReport } from "../../../../local/addin/sheet/run-report.ts";
import type { CellValue } from "../../../../local/addin/sheet/sheet.ts";
import { sentText } from "../../../../local/addin/sheet/value.ts";
import { Workbook } from "../../../../local/addin/workbook/workbook.ts";
import { excelFile } from "../../../support/excel-file.ts";
import { plainPortal } from "../../../support/laid-out.ts";

// What a cell can hold and XML can carry; blanks at the ends of a name or key do not count.
const text = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 8 })
  .filter((value) => !/[^\t\n\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(value));
const trimmed = text.map((value) => value.trim()).filter((value) => value !== "");
const name = trimmed.filter((value) => !value.startsWith("[") && value !== "Row");
const number = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .map((value) => Number(value.toPrecision(15)));
const cell: fc.Arbitrary<CellValue> = fc.oneof(text, number, fc.boolean(), fc.constant(null));

/** The request of a formula in a sheet that has these values, as the API reads it. */
function readBack(rows: readonly (readonly CellValue[])[], formula: string) {
  const workbook = new Workbook(excelFile({ "A & B": [] }));
  const [sheet] = workbook.sheets;
  if (sheet === undefined) throw new Error("There is no sheet.");
  for (const [down, values] of rows.entries())
    for (const [along, value] of values.entries()) sheet.set(down + 1, along + 1, value);
  const place = { fileName: "<a>.xlsx", filePath: "C:\\a & b", tabName: "A & B", cell: "D6" };
  const portal = { ...plainPortal, parameters: ["P"], system: ["RequestContext"] };
  const { request } = askReport(workbook, sheet, formula, place, () => portal);
  const kind = request.save === undefined ? "ReportRange" : "ReportSave";
  return parseRequest(JSON.parse(requestBody(kind, request)));
}

describe("what a formula in a sheet sends, lambdas/interject reads back", () => {
  it("as the same definitions, in the same places", () => {
    const names = fc.array(name, { minLength: 1, maxLength: 4 });
    const keys = fc.array(fc.tuple(trimmed, cell), { maxLength: 4 });
    fc.assert(
      fc.property(names, keys, (columns, rows) => {
        const last = rows.length + 2;
        const sent = readBack([columns, ...rows], `ReportVariable("x",A2:B${last},1:1)`);
        const { context } = readRequestContext(sent);
        expect(context).toMatchObject({
          FileName: "<a>.xlsx",
          FilePath: "C:\\a & b",
          TabName: "A & B",
          CellRange: "D6",
        });
        expect(context.ColDefItems.map(({ Row, Column, Name }) => [Row, Column, Name])).toEqual(
          columns.map((column, at) => [1, at + 1, column]),
        );
        expect(
          context.RowDefItems.map(({ Row, ColKeys }) => [
            Row,
            ...ColKeys.map((key) => [key.Column, key.Name, key.Value]),
          ]),
        ).toEqual(
          rows.map((values, at) => [
            at + 2,
            ...values.map((value, column) => [column + 1, columns[column] ?? "", sentText(value).trim()]),
          ]),
        );
      }),
      { numRuns: 50 },
    );
  });

  it("as the same table to save, with the numbers of the sheet's rows", () => {
    const shape = fc.integer({ min: 1, max: 4 }).chain((width) =>
      fc.tuple(
        fc.uniqueArray(name, {
          minLength: width,
          maxLength: width,
          selector: (value) => value.toLowerCase(),
        }),
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 4 }),
      ),
    );
    fc.assert(
      fc.property(shape, ([columns, rows]) => {
        const last = cellName(rows.length + 2, 1);
        const sent = readBack([columns, ...rows], `ReportSave("x",A2:${last},1:1,,,,TRUE)`);
        const table = saveTable(sent, readRequestContext(sent).context);
        expect(table?.columns.map((column) => column.name)).toEqual(["Row", ...columns]);
        expect(table?.rows.slice(0, rows.length)).toEqual(
          rows.map((values, at) => [String(at + 2), ...values.map((value) => sentText(value) || null)]),
        );
      }),
      { numRuns: 50 },
    );
  });

  it("as the same parameters", () => {
    fc.assert(
      fc.property(cell, (value) => {
        const sent = readBack([["k"], [value]], 'ReportRange("x",4:5,1:1,,Param(A2))');
        const [parameter] = sent.RequestParameterList;
        expect([parameter?.Name, parameter?.InputValue]).toEqual(["@P", sentText(value)]);
      }),
      { numRuns: 50 },
    );
  });
});
