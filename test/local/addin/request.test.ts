import fc from "fast-check";
import { SaxesParser } from "saxes";
import { describe, expect, it } from "vitest";
import { type Formula, requestBody } from "../../../local/addin/request.ts";
import { namelessUser } from "../../../local/addin/user.ts";
import { decodeName, xmlTexts } from "../../support/sheet-xml.ts";

interface Sent {
  readonly Name: string;
  readonly InputValue: string;
  readonly ExpectsOutput: boolean;
}

function sent(formula: Formula, user = namelessUser, source: "ReportRange" | "ReportSave" = "ReportRange") {
  const { RequestParameterList } = JSON.parse(requestBody(source, formula, user)) as {
    RequestParameterList: Sent[];
  };
  return (name: string) =>
    RequestParameterList.filter(({ Name }) => Name.toLowerCase() === `@${name}`.toLowerCase());
}
const contextOf = (formula: Formula) => sent(formula)("Interject_RequestContext")[0]?.InputValue ?? "";

describe("the request", () => {
  it("has the protocol's properties in PascalCase", () => {
    expect(JSON.parse(requestBody("ReportRange", {}))).toEqual({
      DataPortalName: expect.any(String),
      RequestParameterList: expect.any(Array),
      PassThroughCommand: { ConnectionStringName: "", CommandType: 0, CommandText: "", CommandTimeout: 180 },
      SupplementalData: {},
    });
  });

  it("puts an @ before a parameter's name, once", () => {
    const list = sent({ parameters: { Year: "2026", "@Month": "5" } });
    expect(list("Year")[0]).toMatchObject({ Name: "@Year", InputValue: "2026", ExpectsOutput: false });
    expect(list("Month")[0]?.Name).toBe("@Month");
  });

  it("sends a system parameter's own value once when one is given, in any case", () => {
    expect(sent({ parameters: { interject_userid: "someone else" } })("Interject_UserID")).toMatchObject([
      { Name: "@interject_userid", InputValue: "someone else" },
    ]);
  });

  it("offers Interject_ReturnError as an output parameter", () => {
    expect(sent({})("Interject_ReturnError")[0]?.ExpectsOutput).toBe(true);
  });

  it("says who is signed in, in the parameters and in the context", () => {
    const user = { userId: "u<1", clientId: "c1", loginName: "m@x", fullName: "M X", roles: ["A", "B"] };
    const list = sent({}, user);
    expect(list("Interject_UserID")[0]?.InputValue).toBe("u<1");
    expect(list("Interject_UserRoles")[0]?.InputValue).toBe("A,B");
    const texts = xmlTexts(list("Interject_RequestContext")[0]?.InputValue ?? "");
    expect(texts).toContainEqual(["RequestContext/UserContext/UserId", "u<1"]);
    expect(texts).toContainEqual(["RequestContext/UserContext/ClientId", "c1"]);
    expect(texts).toContainEqual(["RequestContext/UserContext/UserRoles/Role", "B"]);
  });

  it("sends a table to save twice, in its own parameter and in the context", () => {
    const list = sent({ save: { columns: ["A"], rows: [["1"]] } }, namelessUser, "ReportSave");
    const alone = list("Interject_XMLDataToSave")[0]?.InputValue ?? "";
    expect(alone).toMatch(/^<XMLDataToSave>.*<\/XMLDataToSave>$/);
    expect(list("Interject_RequestContext")[0]?.InputValue).toContain(alone);
  });

  it("lists no table when none is saved", () => {
    expect(sent({})("Interject_XMLDataToSave")).toEqual([]);
  });
});

describe("the request context", () => {
  it("begins as .NET begins a string", () => {
    expect(contextOf({})).toMatch(
      /^<\?xml version="1.0" encoding="utf-16" standalone="yes"\?><RequestContext>/,
    );
  });

  it("is well-formed for any names and values", () => {
    const text = fc.string({ unit: "binary", minLength: 1 });
    const names = fc.uniqueArray(text, { maxLength: 3 });
    fc.assert(
      fc.property(names, fc.array(fc.dictionary(text, text, { minKeys: 1, maxKeys: 2 })), (columns, rows) => {
        expect(() => new SaxesParser().write(contextOf({ columns, rows })).close()).not.toThrow();
      }),
    );
  });

  it("has row definitions of one key in both lists, of several in the newer alone", () => {
    const context = contextOf({ rows: [{ Id: "A" }, { Id: "B", Place: "N" }] });
    expect(context).toContain(
      '<RowDefItems><Value Row="10" Column="2" ColumnName="Id"><Name>A</Name></Value></RowDefItems>',
    );
    expect(context).toContain(
      '<Value Row="11" RowDefName="R00002"><ColKey Order="1" Column="2" Name="Id">B</ColKey>' +
        '<ColKey Order="2" Column="3" Name="Place">N</ColKey></Value></RowDefItems2>',
    );
  });

  it("has column definitions where they stand in the sheet", () => {
    expect(contextOf({ columns: ["Id", "a\nb"] })).toContain(
      '<Value Row="2" Column="3" RowDef="False"><Name>a\nb</Name></Value></ColDefItems>',
    );
  });
});

describe("a table to save", () => {
  const tableXml = (columns: string[], rows: string[][]) =>
    sent({ save: { columns, rows } })("Interject_XMLDataToSave")[0]?.InputValue ?? "";

  it("numbers its rows as the sheet does, or as its own column Row says", () => {
    expect(tableXml(["A"], [["x"], ["y"]])).toMatch(/<Row>18<\/Row>.*<Row>19<\/Row>/);
    const own = tableXml(["Row", "A"], [["7", "x"]]);
    expect(own).toContain("<r><Row>7</Row><A>x</A></r>");
    expect(own.match(/Column="Row"/g)).toHaveLength(1);
  });

  it("reads back as it was, whatever its names and cells", () => {
    // What XML can hold; no carriage returns beside the escaped ones, which saxes reads as any reader does.
    const text = fc
      .string({ unit: "grapheme" })
      .filter((value) => !/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(value));
    const name = text.filter((value) => value !== "" && value !== "Row");
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 4 }), fc.array(text), (columns, cells) => {
        const rows = cells.map((cell) => columns.map(() => cell));
        const read = xmlTexts(tableXml(columns, rows)).filter(([path]) =>
          path.startsWith("XMLDataToSave/r/"),
        );
        const expected = rows.flatMap((row, at) => [
          ["Row", String(18 + at)],
          ...row.flatMap((cell, column) => (cell === "" ? [] : [[columns[column], cell]])),
        ]);
        expect(read.map(([path, value]) => [decodeName(path.slice(16)), value])).toEqual(expected);
      }),
    );
  });
});
