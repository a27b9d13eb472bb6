import { describe, expect, it } from "vitest";
import { dpParameters } from "../../../lambdas/data/examples/dp-parameters.ts";
import { reportFixed } from "../../../lambdas/data/examples/report-fixed.ts";
import { reportSave } from "../../../lambdas/data/examples/report-save.ts";
import { exampleRoutes } from "../../../lambdas/data/examples/routes.ts";
import { rowDefName } from "../../../lambdas/data/examples/row-def-name.ts";
import { saveCreditLimits } from "../../../lambdas/data/examples/save-credit-limits.ts";
import { routeFinder } from "../../../lambdas/data/find-route.ts";
import { routeTable } from "../../../lambdas/data/routes.ts";
import { ask, mary } from "../../support/data-function.ts";
import { pull } from "../../support/pull.ts";

describe("the setting examples", () => {
  const find = (examples: boolean) => routeFinder(routeTable({ examples, own: [] }));

  it.each(exampleRoutes.map(({ method, path }) => [method, path] as const))(
    "puts %s %s in",
    (method, path) => {
      expect(find(true)(method, path).path).toBe(path);
      expect(() => find(false)(method, path)).toThrow(expect.objectContaining({ status: 404 }));
    },
  );
});

describe("GET /api/v1/example/protected", () => {
  const get = (user: typeof mary | null) => ask({ method: "GET", path: "/api/v1/example/protected", user });

  it("says who the token says the caller is", async () => {
    expect((await get(mary)).json).toEqual(mary);
  });

  it("needs a token", async () => {
    expect((await get(null)).status).toBe(401);
  });
});

describe("the examples that need no database", () => {
  const saves = ["ReportSave", "SaveCreditLimits"];
  const needDemo = ["CustomerAging", ...saves];
  const reports = exampleRoutes.flatMap((route) =>
    "report" in route && route.access === undefined && !needDemo.some((name) => route.path.endsWith(name))
      ? [[route.path, route.report] as const]
      : [],
  );

  it.each(reports)("%s answers a pull without parameters", async (_, report) => {
    const { tables, errorMessage } = await pull(report, { columns: ["MTD"] });
    expect(errorMessage).toBe("");
    expect(tables).toHaveLength(1);
  });

  it("ReportFixed reads definitions that are sent without a request context, and says when there are none", async () => {
    const parameters = {
      Interject_RequestContext: "",
      Interject_ColDefItems: "<ColDefItems><Value><Name>MTD</Name></Value></ColDefItems>",
      Interject_RowDefItems: "<RowDefItems><Value Row='1'><Name>A</Name></Value></RowDefItems>",
    };
    expect((await pull(reportFixed, { parameters })).tables).toMatchObject([
      { columns: ["MTD"], rows: [["94.34"]] },
    ]);
    const { errorMessage } = await pull(reportFixed, {
      parameters: { ...parameters, Interject_ColDefItems: "" },
    });
    expect(errorMessage).toContain("sends no column definitions");
  });

  it("ReportSave says when there is nothing to save", async () => {
    expect((await pull(reportSave)).errorMessage).toContain("nothing to save");
  });
});

describe("what the tabs of Interject's own example workbook expect", () => {
  const tabs = exampleRoutes.filter((route) => "report" in route && !/Customer|Credit/.test(route.path));

  const own = tabs.flatMap((route) =>
    "report" in route && route.access === undefined ? [[route.path, route.report] as const] : [],
  );

  it.each(own)("%s takes the tab's three formula parameters", async (_, report) => {
    const parameters = { CompanyName: "Anchor", ContactName: "", CustomerID: "ANC489" };
    const save = { columns: ["Row", "CustomerID"], rows: [["18", "ANC489"]] };
    const { errorMessage } = await pull(report, { parameters, save, columns: ["MTD"] });
    expect(errorMessage).toBe("");
  });

  it("RowDefName fills three row definitions by the names that the Addin gives them", async () => {
    const { columns, rows } = (await pull(rowDefName)).tables[0] ?? { columns: [], rows: [] };
    expect(columns).toEqual(["RowDefName", "div", "loc", "acct", "MTD", "QTD", "YTD"]);
    const names = rows.map(([name]) => name);
    expect(names).toEqual([..."11111", ..."22222", ..."33333"].map((digit) => `R0000${digit}`));
    expect(new Set(rows.map(([name, division]) => `${name} ${division}`)).size).toBe(3);
  });

  it("DpParameters has the columns of the tab's column definitions", async () => {
    expect((await pull(dpParameters)).tables[0]?.columns).toEqual(["Parameter", "Value"]);
  });
});

describe("DpParameters", () => {
  const valuesFor = async (parameters: Record<string, string>) =>
    new Map((await pull(dpParameters, { parameters })).tables[0]?.rows.map(([name, value]) => [name, value]));

  it("shows system parameters as they were sent", async () => {
    const values = await valuesFor({
      Interject_NTLogin: "ACME\\mary",
      Interject_ExcelVersion: "16.0",
      Interject_ReturnError: "",
      Interject_LocalTimeZoneOffset: "5.5",
      Interject_UserRoles: "Staff, Sales",
      Interject_SourceFileAndPath: "C:\\Books|Aging.xlsx",
    });
    expect(values.get("ntLogin")).toBe("ACME\\mary");
    expect(values.get("excelVersion")).toBe("16.0");
    expect(values.get("localTimeZoneOffset")).toBe("5.5");
    expect(values.get("userRoles")).toBe("Staff, Sales");
    expect(values.get("sourceFileAndPath")).toBe("C:\\Books|Aging.xlsx");
  });

  it("shows a workbook that has not been saved by its name", async () => {
    const values = await valuesFor({ Interject_SourceFileAndPath: "Book1" });
    expect(values.get("sourceFileAndPath")).toBe("Book1");
  });
});

describe("SaveCreditLimits", () => {
  const save = (columns: readonly string[], ...rows: string[][]) =>
    pull(saveCreditLimits, { save: { columns, rows } });

  it("needs its columns", async () => {
    const { errorMessage } = await save(["CustomerID", "Limit"], ["ANC489", "1"]);
    expect(errorMessage).toBe("The table to save has no column CreditLimit. It has Row, CustomerID, Limit.");
  });

  it("names the row and column of a cell that does not fit", async () => {
    const { errorMessage } = await save(["CustomerID", "CreditLimit"], ["ANC489", "much"]);
    expect(errorMessage).toMatch(/^Row 18 of the sheet: CreditLimit: /m);
  });
});
