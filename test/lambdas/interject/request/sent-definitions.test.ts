import { describe, expect, it } from "vitest";
import { parseRequest } from "../../../../lambdas/interject/request/request.ts";
import { readRequestContext } from "../../../../lambdas/interject/request/request-context.ts";

/** What reports see of a request with these system parameters. */
const context = (parameters: Readonly<Record<string, string>>) =>
  readRequestContext(
    parseRequest({
      RequestParameterList: Object.entries(parameters).map(([name, InputValue]) => ({
        Name: `@Interject_${name}`,
        InputValue,
      })),
    }),
  ).context;

const columns =
  '<Value Row="2" Column="12" RowDef="False"><Name>Current</Name><Json>{"P":"1"}</Json></Value>';
const rows = '<Value Row="46" Column="1" ColumnName="CustomerId"><Name>BOTTM</Name></Value>';
const rows2 =
  '<Value Row="16" RowDefName="R00001"><ColKey Order="1" Column="2" Name="Location">North</ColKey></Value>';

describe("definitions that a data portal sends without a request context", () => {
  it.each(["ColDefItems", "coldefitems", "Root"])("are column definitions under the root %s", (root) => {
    const { ColDefItems } = context({ ColDefItems: `<${root}>${columns}</${root}>` });
    const Json = new Map([["P", "1"]]);
    expect(ColDefItems).toEqual([{ Row: 2, Column: 12, RowDef: false, Name: "Current", Json }]);
  });

  it("are row definitions with one key, or with several", () => {
    const one = context({ RowDefItems: `<RowDefItems>${rows}</RowDefItems>` });
    expect(one.RowDefItems).toMatchObject([{ Row: 46, ColKeys: [{ Name: "CustomerId", Value: "BOTTM" }] }]);
    const two = context({ RowDefItems: `<r><RowDefItems2>${rows2}</RowDefItems2></r>` });
    expect(two.RowDefItems).toMatchObject([{ RowDefName: "R00001", ColKeys: [{ Value: "North" }] }]);
  });

  it("may be names alone, as old Addins send them", () => {
    const { ColDefItems } = context({ ColDefItems: "<ColDefItems><Value>YTD</Value></ColDefItems>" });
    expect(ColDefItems).toMatchObject([{ Row: null, Name: "YTD" }]);
  });

  it("stand back behind those of the request context", () => {
    const sent = { ColDefItems: "<a><Value>YTD</Value></a>", RowDefItems: `<a>${rows}</a>` };
    const own = `<ColDefItems>${columns}</ColDefItems><RowDefItems2>${rows2}</RowDefItems2>`;
    const both = context({ ...sent, RequestContext: `<RequestContext>${own}</RequestContext>` });
    expect(both.ColDefItems.map(({ Name }) => Name)).toEqual(["Current"]);
    expect(both.RowDefItems.map(({ RowDefName }) => RowDefName)).toEqual(["R00001"]);
    const neither = context({ ...sent, RequestContext: "<RequestContext><ColDefItems/></RequestContext>" });
    expect(neither.ColDefItems.map(({ Name }) => Name)).toEqual(["YTD"]);
  });

  it("that cannot be read are an error of the report that asks for them, and of no other", () => {
    const read = context({ ColDefItems: "Current|Total", RowDefItems: "" });
    expect(read.RowDefItems).toEqual([]);
    expect(() => read.ColDefItems).toThrow(/^Interject_ColDefItems is not well-formed XML/);
  });
});
