import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RequestInvalid } from "../../../../lambdas/interject/errors.ts";
import { parseRequest } from "../../../../lambdas/interject/request/request.ts";
import { readRequestContext } from "../../../../lambdas/interject/request/request-context.ts";
import { saveTable } from "../../../../lambdas/interject/request/save.ts";
import { encodeName, saveXml } from "../../../support/save-xml.ts";

/** The table of a request with these system parameters. */
function read(parameters: { context?: string; save?: string }) {
  const list = [
    { Name: "@Interject_RequestContext", InputValue: parameters.context ?? null },
    { Name: "@Interject_XMLDataToSave", InputValue: parameters.save ?? null },
  ];
  const request = parseRequest({ RequestParameterList: list });
  return saveTable(request, readRequestContext(request).context);
}

const columnsXml = '<c Column="Row" OrigValue="Row"/><c Column="Id" OrigValue="Customer"/><c Column="Note"/>';
const inSave = (rows: string, columns = columnsXml) => `<XMLDataToSave>${columns}${rows}</XMLDataToSave>`;
const rowsOf = (rows: string, columns = columnsXml) => read({ save: inSave(rows, columns) })?.rows;

function refusal(save: string): RequestInvalid {
  try {
    read({ save });
  } catch (error) {
    if (error instanceof RequestInvalid) return error;
    throw error;
  }
  throw new Error("The table was accepted.");
}

describe("the table to save", () => {
  const example = inSave(
    "<r><Row>18</Row><Id>GREAL</Id><Note/></r><r><Row>20</Row><Id> B </Id><Note>1&#10;2</Note></r>",
  );
  const table = {
    columns: [
      { name: "Row", origValue: "Row" },
      { name: "Id", origValue: "Customer" },
      { name: "Note", origValue: null },
    ],
    rows: [
      ["18", "GREAL", null],
      ["20", " B ", "1\n2"],
    ],
  };

  it("is read where it stands alone", () => expect(read({ save: example })).toEqual(table));

  it("is read inside the request context", () => {
    expect(read({ context: `<RequestContext>${example}</RequestContext>` })).toEqual(table);
  });

  it("is the context's where there are two", () => {
    const other = inSave("<r><Row>1</Row><Id>OTHER</Id><Note/></r>");
    expect(read({ context: `<RequestContext>${example}</RequestContext>`, save: other })).toEqual(table);
  });

  it.each(["<RequestContext/>", "<RequestContext><XMLDataToSave/></RequestContext>"])(
    "is the one that stands alone where the context has none: %s",
    (context) => expect(read({ context, save: example })).toEqual(table),
  );

  it("has its elements and attributes in any case", () => {
    const xml = example
      .replaceAll("XMLDataToSave", "XmlDataToSave")
      .replace(/<c /g, "<C ")
      .replaceAll("OrigValue", "origvalue")
      .replaceAll("Column=", "column=")
      .replaceAll("<r>", "<R>")
      .replaceAll("</r>", "</R>");
    expect(read({ save: xml })).toEqual(table);
  });

  it.each([{}, { save: "" }, { save: " " }, { save: "<XMLDataToSave/>" }, { context: "<RequestContext/>" }])(
    "is null on a pull: %j",
    (parameters) => expect(read(parameters)).toBeNull(),
  );

  it("may have no rows", () => expect(rowsOf("")).toEqual([]));
});

describe("a cell", () => {
  it("is null where its element is empty, and kept where it is blank", () => {
    expect(rowsOf("<r><Row>1</Row><Id></Id><Note> \t </Note></r>")).toEqual([["1", null, " \t "]]);
  });

  it("belongs to the column of its place, whatever its element's name", () => {
    expect(rowsOf("<r><Row>1</Row><Note>x</Note><Other>y</Other></r>")).toEqual([["1", "x", "y"]]);
  });

  it("belongs to the column of its name where its row is short", () => {
    expect(rowsOf("<r><Row>1</Row><Note>x</Note></r>")).toEqual([["1", null, "x"]]);
    expect(rowsOf("<r><note>x</note><Row>1</Row></r>")).toEqual([["1", null, "x"]]);
    expect(rowsOf("<r/>")).toEqual([[null, null, null]]);
  });

  it("belongs to the column of its decoded name where its row is short", () => {
    const columns =
      '<c Column="Row"/><c Column="Unit Price"/><c Column="30Days"/><c Column="A_x0020_B"/><c Column="Z"/>';
    const rows =
      "<r><A_x005F_x0020_B>3</A_x005F_x0020_B><_x0033_0Days>2</_x0033_0Days><Unit_x0020_Price>1</Unit_x0020_Price></r>";
    expect(rowsOf(rows, columns)).toEqual([[null, "1", "2", "3", null]]);
  });

  it("is found by its name where the column's own name is encoded", () => {
    const columns = '<c Column="Row"/><c Column="Unit_x0020_Price"/><c Column="Z"/>';
    expect(rowsOf("<r><Unit_x0020_Price>1</Unit_x0020_Price></r>", columns)).toEqual([[null, "1", null]]);
  });

  it("takes the first free column where several have its name", () => {
    const columns = '<c Column="Row"/><c Column="A"/><c Column="A"/><c Column="B"/>';
    expect(rowsOf("<r><A>1</A><A>2</A></r>", columns)).toEqual([[null, "1", "2", null]]);
  });

  it("may stand in a column whose name JavaScript gives a meaning", () => {
    const columns = '<c Column="__proto__"/><c Column="constructor"/><c Column="toString"/>';
    const rows =
      "<r><__proto__>1</__proto__><constructor>2</constructor><toString/></r><r><constructor>3</constructor></r>";
    expect(rowsOf(rows, columns)).toEqual([
      ["1", "2", null],
      [null, "3", null],
    ]);
    expect(Object.prototype).not.toHaveProperty("1");
  });
});

describe("a table that is refused", () => {
  it.each([
    [
      "a row with too many cells",
      "<r><Row>18</Row><a/><b/><c/></r>",
      "has more than its 3 cells in row 18 of the sheet",
    ],
    [
      "a cell of no column",
      "<r><Row>18</Row><secret/></r>",
      "has a cell that belongs to no column in row 18 of the sheet",
    ],
    [
      "a cell too many of a name",
      "<r><Id/><Id/></r>",
      "has a cell that belongs to no column in a row without a number",
    ],
    [
      "a column's name that JavaScript gives a meaning",
      "<r><valueOf/></r>",
      "has a cell that belongs to no column",
    ],
    ["an element in a cell", "<r><Row>1</Row><Id><b/></Id></r>", "has an element where only text may stand"],
    ["a column behind the rows", '<r/><c Column="Late"/>', "has a column behind its rows"],
  ])("has %s", (_, rows, words) => {
    const error = refusal(inSave(rows));
    expect(error).toMatchObject({
      reason: "save",
      message: expect.stringContaining(`The table to save ${words}`),
    });
    expect(error.message).not.toContain("secret");
    expect(error.message).toMatch(/\(line 1, column \d+\)\.$/);
  });

  it.each([
    ["a row before the columns", "<XMLDataToSave><r/></XMLDataToSave>", "has a row before its columns"],
    [
      "a column without a name",
      '<XMLDataToSave><c OrigValue="x"/></XMLDataToSave>',
      "gives column 1 no name",
    ],
    ["another root", "<Table/>", "must begin with the element XMLDataToSave"],
  ])("has %s", (_, xml, words) => {
    expect(refusal(xml)).toMatchObject({ reason: "save", message: expect.stringContaining(words) });
  });

  it("is named as the request context's where it stands there", () => {
    const context = `<RequestContext>${inSave("<r><Row>7</Row><a/><b/><c/></r>")}</RequestContext>`;
    expect(() => read({ context })).toThrow(
      expect.objectContaining({
        reason: "context",
        message: expect.stringContaining("has more than its 3 cells in row 7 of the sheet"),
      }),
    );
  });

  it.each([
    ["columns", '<c Column="a"/>'.repeat(1_025), "has more than 1024 columns: save fewer columns at a time"],
    [
      "cells, those of short rows counted",
      `${'<c Column="a"/>'.repeat(1_000)}${"<r/>".repeat(1_001)}`,
      "holds more than 1000000 cells",
    ],
  ])("has too many %s", (_, content, words) => {
    expect(refusal(`<XMLDataToSave>${content}</XMLDataToSave>`)).toMatchObject({
      reason: "limit",
      message: expect.stringContaining(words),
    });
  });
});

describe("a table that the request context overrules", () => {
  // A routine may be given it all the same.
  it.each([
    ["a document type", "<!DOCTYPE a><XMLDataToSave/>", "must not have a document type (DOCTYPE)"],
    ["too many columns", inSave("", '<c Column="a"/>'.repeat(1_025)), "has more than 1024 columns"],
    ["no end", "<XMLDataToSave>", "is not well-formed XML"],
  ])("is refused like any other: %s", (_, save, words) => {
    const context = `<RequestContext>${inSave("<r/>")}</RequestContext>`;
    expect(() => read({ context, save })).toThrow(`The table to save ${words}`);
  });
});

describe("any table", () => {
  // What XML 1.0 can hold at all (section 2.2); it reads a carriage return as a line feed.
  const isXml = (character: string) =>
    /^[\t\n\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]$/u.test(character);
  const xmlText = fc
    .string({ unit: "binary", maxLength: 12 })
    .map((text) => [...text].map((character) => (isXml(character) ? character : "?")).join(""));
  const name = fc.oneof(
    fc.constantFrom("Unit Price", "30Days", "[Clear]", "_x0020_", "__proto__", "a:b", "Größe", "😀"),
    xmlText.filter((text) => text !== ""),
  );
  const table = fc
    .uniqueArray(name, { minLength: 1, maxLength: 8, selector: (text) => text.toLowerCase() })
    .chain((names) =>
      fc.record({
        columns: fc.constant(names),
        rows: fc.array(fc.tuple(...names.map(() => fc.option(xmlText.filter((text) => text !== "")))), {
          maxLength: 8,
        }),
      }),
    );

  it("comes back as it was written", () => {
    fc.assert(
      fc.property(table, ({ columns, rows }) => {
        const read_ = read({
          save: saveXml(
            ["Row", ...columns],
            rows.map((row, index) => [String(index), ...row]),
          ),
        });
        expect(read_?.columns.map(({ name }) => name)).toEqual(["Row", ...columns]);
        expect(read_?.rows).toEqual(rows.map((row, index) => [String(index), ...row]));
      }),
    );
  });

  it("comes back where empty cells are left out, found by its encoded names", () => {
    fc.assert(
      fc.property(table, ({ columns, rows }) => {
        const xml = rows.map((row) => {
          const cells = row.map((cell, index) =>
            cell === null ? "" : saveXml.cell(columns[index] ?? "", cell),
          );
          return `<r>${cells.join("")}</r>`;
        });
        const read_ = read({ save: inSave(xml.join(""), saveXml.columns(columns)) });
        expect(read_?.rows).toEqual(rows);
      }),
    );
  });

  it("of 30,000 rows and 12 columns is read whole", () => {
    const columns = ["Row", ..."ABCDEFGHIJK"];
    const rows = Array.from({ length: 30_000 }, (_, row) =>
      columns.map((_, column) => (column % 5 === 3 ? null : String(row % 97))),
    );
    const xml = saveXml(columns, rows);
    expect(xml.length).toBeLessThan(6 * 1024 * 1024);
    const table = read({ save: xml });
    expect(table?.rows).toHaveLength(30_000);
    expect(table?.rows.at(-1)).toEqual(rows.at(-1));
  });
});

it("encodes the names of the examples as .NET does", () => {
  expect(["30Days", "Unit Price", "[Clear]", "_x0020_", "a_b", "😀"].map(encodeName)).toEqual([
    "_x0033_0Days",
    "Unit_x0020_Price",
    "_x005B_Clear_x005D_",
    "_x005F_x0020_",
    "a_b",
    "_x0001F600_",
  ]);
});
