import { describe, expect, it } from "vitest";
import { parseRequest } from "../../../../lambdas/interject/request/request.ts";
import { readRequestContext } from "../../../../lambdas/interject/request/request-context.ts";

const read = (InputValue: string | null) =>
  readRequestContext(
    parseRequest({ RequestParameterList: [{ Name: "@Interject_RequestContext", InputValue }] }),
  ).context;

const inside = (xml: string) => read(`<RequestContext>${xml}</RequestContext>`);
const none = new Map<string, string>();

const whole = `\ufeff<?xml version="1.0" encoding="utf-16" standalone="yes"?>
<RequestContext>
  <ExcelVersion>16.0</ExcelVersion> <IdsVersion>2.5.3.5</IdsVersion>
  <FileName>Aging.xlsx</FileName> <FilePath>C:\\Reports</FilePath> <TabName>Aging &amp; more</TabName>
  <CellRange>H27</CellRange> <SourceFunction>Ranges</SourceFunction> <UtcOffset>-7</UtcOffset>
  <ColDefItems>
    <Value Row="2" Column="12" RowDef="False"><Name>Current</Name><Json>{"P":"1","Y":"2022"}</Json></Value>
    <Value Row="2" Column="13" RowDef="True"><Name>Total</Name></Value>
  </ColDefItems>
  <ResultDefItems/>
  <RowDefItems>
    <Value Row="46" Column="1" ColumnName="CustomerId"><Name>BOTTM</Name></Value>
  </RowDefItems>
  <RowDefItems2>
    <Value Row="16" RowDefName="R00001">
      <ColKey Order="1" Column="2" Name="CategoryName">Beverages</ColKey>
      <ColKey Order="2" Column="3" Name="Location">North</ColKey>
    </Value>
    <Value Row="17" RowDefName="R00002">
      <ColKey Order="2" Column="3" Name="Location">South</ColKey>
      <ColKey Order="1" Column="2" Name="CategoryName">Tea</ColKey>
    </Value>
  </RowDefItems2>
  <UserContext>
    <MachineLoginName>maryl</MachineLoginName> <MachineName>PC7</MachineName> <FullName>Mary L</FullName>
    <UserId>abc</UserId> <ClientId>def</ClientId> <LoginName>mary@example.com</LoginName>
    <LoginAuthTypeId>10</LoginAuthTypeId> <LoginDateUtc>06/16/2026 11:04:08</LoginDateUtc>
    <UserRoles><Role>ClientAdmin</Role><Role>Staff</Role></UserRoles>
  </UserContext>
  <UserContextEncrypted>b3BhcXVl</UserContextEncrypted>
  <XMLDataToSave><c Column="Row"/><r><Row>18</Row></r></XMLDataToSave>
</RequestContext>`;

const wholeContext = {
  ExcelVersion: "16.0",
  IdsVersion: "2.5.3.5",
  FileName: "Aging.xlsx",
  FilePath: "C:\\Reports",
  TabName: "Aging & more",
  CellRange: "H27",
  SourceFunction: "Ranges",
  UtcOffset: -7,
  ColDefItems: [
    {
      Row: 2,
      Column: 12,
      RowDef: false,
      Name: "Current",
      Json: new Map([
        ["P", "1"],
        ["Y", "2022"],
      ]),
    },
    { Row: 2, Column: 13, RowDef: true, Name: "Total", Json: none },
  ],
  ResultDefItems: [],
  RowDefItems: [
    {
      Row: 16,
      RowDefName: "R00001",
      ColKeys: [
        { Order: 1, Column: 2, Name: "CategoryName", Value: "Beverages", Json: none },
        { Order: 2, Column: 3, Name: "Location", Value: "North", Json: none },
      ],
      Json: none,
    },
    {
      Row: 17,
      RowDefName: "R00002",
      ColKeys: [
        { Order: 1, Column: 2, Name: "CategoryName", Value: "Tea", Json: none },
        { Order: 2, Column: 3, Name: "Location", Value: "South", Json: none },
      ],
      Json: none,
    },
  ],
  UserContext: {
    MachineLoginName: "maryl",
    MachineName: "PC7",
    FullName: "Mary L",
    UserId: "abc",
    ClientId: "def",
    LoginName: "mary@example.com",
    LoginAuthTypeId: "10",
    LoginDateUtc: "06/16/2026 11:04:08",
    LoginDate: new Date("2026-06-16T11:04:08Z"),
    UserRoles: ["ClientAdmin", "Staff"],
  },
  UserContextEncrypted: "b3BhcXVl",
  XMLDataToSave: { columns: [{ name: "Row", origValue: null }], rows: [["18"]] },
};

const empty = {
  ...Object.fromEntries(Object.keys(wholeContext).map((name) => [name, null])),
  ColDefItems: [],
  ResultDefItems: [],
  RowDefItems: [],
  UserContext: {
    ...Object.fromEntries(Object.keys(wholeContext.UserContext).map((name) => [name, null])),
    UserRoles: [],
  },
};

/** What says who the user is counts in the Addin's letters alone. */
const identity = new Set([
  "RequestContext",
  "UserContext",
  "UserContextEncrypted",
  "UserId",
  "ClientId",
  "LoginName",
  "FullName",
  "UserRoles",
]);

describe("a request context", () => {
  it("is read whole", () => expect(read(whole)).toEqual(wholeContext));

  it.each(["toLowerCase", "toUpperCase"] as const)("is read with its names %s", (change) => {
    const xml = whole
      .replace(/^.*\?>/, "")
      .replace(/<\/?\w+/g, (tag) => (identity.has(tag.replace(/\W+/, "")) ? tag : tag[change]()))
      .replace(/\b(Row|Column|RowDef|Name|ColumnName|RowDefName|Order)=/g, (name) => name[change]());
    expect(read(xml)).toEqual(wholeContext);
  });

  it.each([null, "", " \n", "<RequestContext/>", "<RequestContext>\n</RequestContext>"])(
    "is empty where nothing is sent: %j",
    (xml) => expect(read(xml)).toEqual(empty),
  );

  it("is empty where the data portal does not list it", () => {
    expect(readRequestContext(parseRequest({})).context).toEqual(empty);
  });

  it("is empty where all its elements are", () => {
    const names = Object.keys(wholeContext).filter((name) => name !== "UserContext");
    const user = Object.keys(wholeContext.UserContext).map((name) => `<${name}/>`);
    expect(
      inside(`${names.map((name) => `<${name}/>`).join("")}<UserContext>${user.join("")}</UserContext>`),
    ).toEqual(empty);
  });

  it("passes over elements of a later Addin", () => {
    expect(
      inside(
        "<New><ExcelVersion>1</ExcelVersion></New><TabName>A</TabName><UserContext><New/></UserContext>",
      ),
    ).toMatchObject({
      ExcelVersion: null,
      TabName: "A",
    });
  });

  it.each([
    ["5.5", 5.5],
    [" -3.50 ", -3.5],
    ["0", 0],
  ])("has a UTC offset of %j hours", (text, hours) => {
    expect(inside(`<UtcOffset>${text}</UtcOffset>`).UtcOffset).toBe(hours);
  });

  it("keeps a login date that is none as text", () => {
    expect(inside("<UserContext><LoginDateUtc>today</LoginDateUtc></UserContext>").UserContext).toMatchObject(
      {
        LoginDateUtc: "today",
        LoginDate: null,
      },
    );
  });
});

describe("definition items of old Addins", () => {
  it("are names without a place, in all three lists", () => {
    const value = "<Value>customerid</Value>";
    expect(
      inside(
        `<ColDefItems>${value}</ColDefItems><ResultDefItems>${value}</ResultDefItems><RowDefItems>${value}</RowDefItems>`,
      ),
    ).toMatchObject({
      ColDefItems: [{ Row: null, Column: null, RowDef: false, Name: "customerid", Json: none }],
      ResultDefItems: [{ Row: null, Column: null, RowDef: false, Name: "customerid", Json: none }],
      RowDefItems: [
        {
          Row: null,
          RowDefName: null,
          ColKeys: [{ Order: 1, Column: null, Name: null, Value: "customerid", Json: none }],
          Json: none,
        },
      ],
    });
  });

  it("may have a row", () => {
    expect(inside('<RowDefItems><Value Row="1">customerid</Value></RowDefItems>').RowDefItems).toMatchObject([
      { Row: 1, ColKeys: [{ Value: "customerid" }] },
    ]);
  });
});

describe("row definitions", () => {
  it("of one column each have a column of their own", () => {
    const items = inside(`<RowDefItems>
      <Value Row="46" Column="1" ColumnName="CustomerId"><Name>BOTTM</Name></Value>
      <Value Row="47" Column="4" ColumnName="Region"><Name>North</Name></Value>
    </RowDefItems>`).RowDefItems;
    expect(items.map(({ Row, ColKeys: [key] }) => [Row, key?.Column, key?.Name, key?.Value])).toEqual([
      [46, 1, "CustomerId", "BOTTM"],
      [47, 4, "Region", "North"],
    ]);
  });

  it("are of the older list where the newer is empty", () => {
    expect(inside("<RowDefItems2/><RowDefItems><Value>A</Value></RowDefItems>").RowDefItems).toHaveLength(1);
  });

  it("are of the newer list wherever it stands", () => {
    const newer = '<RowDefItems2><Value Row="9"><ColKey>B</ColKey></Value></RowDefItems2>';
    expect(inside(`${newer}<RowDefItems><Value>A</Value></RowDefItems>`).RowDefItems).toMatchObject([
      { Row: 9, ColKeys: [{ Order: 1, Column: null, Name: null, Value: "B" }] },
    ]);
  });

  it("have at least one key", () => {
    expect(inside("<RowDefItems2><Value><Name/></Value></RowDefItems2>").RowDefItems).toMatchObject([
      { ColKeys: [{ Value: "" }] },
    ]);
  });
});

describe("Json", () => {
  it("stands in column items, row items and keys", () => {
    const json = '<Json>{"B":"x"}</Json>';
    const context = inside(`<ColDefItems><Value>${json}<Name>C</Name></Value></ColDefItems>
      <RowDefItems2><Value>
        <ColKey Name="K"> Tea ${json} </ColKey>
        ${json}
      </Value></RowDefItems2>`);
    const B = new Map([["B", "x"]]);
    expect(context.ColDefItems).toMatchObject([{ Name: "C", Json: B }]);
    expect(context.RowDefItems).toMatchObject([{ Json: B, ColKeys: [{ Name: "K", Value: "Tea", Json: B }] }]);
    expect(
      inside(`<RowDefItems><Value><Name>R</Name>${json}</Value></RowDefItems>`).RowDefItems,
    ).toMatchObject([{ Json: B, ColKeys: [{ Value: "R", Json: B }] }]);
  });

  const jsonOf = (json: string) =>
    inside(`<ColDefItems><Value><Json><![CDATA[${json}]]></Json></Value></ColDefItems>`).ColDefItems[0]?.Json;

  it("keeps keys that JavaScript gives a meaning, and the spelling of numbers", () => {
    expect(jsonOf('{"__proto__":"a","Y":2022,"Z":12345678901234567890,"T":true,"N":null}')).toEqual(
      new Map([
        ["__proto__", "a"],
        ["Y", "2022"],
        ["Z", "12345678901234567890"],
        ["T", "true"],
        ["N", ""],
      ]),
    );
  });

  it.each(["", " "])("is empty where nothing stands in it: %j", (json) => expect(jsonOf(json)).toEqual(none));

  it.each(["{secret", "[]", '"secret"', "5", "null", '{"P":{}}', '{"P":[]}', "[".repeat(100_000)])(
    "is refused where it is no object of texts: %j",
    (json) => {
      expect(() => jsonOf(json)).toThrow(
        expect.objectContaining({
          reason: "context",
          message: expect.stringMatching(
            /^The request context holds a Json that is not a JSON object of texts \(line 1, column \d+\)\.$/,
          ),
        }),
      );
    },
  );
});

describe("a request context that is refused", () => {
  it.each([
    ["another document", "<Other/>", "must begin with the element RequestContext (line 1, column 8)."],
    [
      "a UTC offset that is none",
      "<RequestContext><UtcOffset>west</UtcOffset></RequestContext>",
      "has a UtcOffset that is no number",
    ],
    [
      "a row that is no number",
      '<RequestContext><RowDefItems><Value Row="x"/></RowDefItems></RequestContext>',
      "has a Row that is not a whole number",
    ],
    [
      "a RowDef that is neither",
      '<RequestContext><ColDefItems><Value RowDef="x"/></ColDefItems></RequestContext>',
      "has a RowDef that is neither True nor False",
    ],
    ["half a document", whole.slice(0, -10), "is not well-formed XML"],
  ])("is %s", (_, xml, words) => {
    expect(() => read(xml)).toThrow(
      expect.objectContaining({
        reason: "context",
        message: expect.stringContaining(`The request context ${words}`),
      }),
    );
  });
});
