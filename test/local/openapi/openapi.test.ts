import { createConfig, lintFromString } from "@redocly/openapi-core";
import { expect, it } from "vitest";
import { publicReport, report } from "../../../lambdas/data/report.ts";
import { routeTable } from "../../../lambdas/data/routes.ts";
import { integer, oneOf, optional, text } from "../../../lambdas/interject/request/parameter.ts";
import { describeRoutes } from "../../../lib/describe-routes.ts";
import { type DescribedApi, openApi } from "../../../local/openapi/openapi.ts";
import { dataPortals } from "../../../local/portals/portals.ts";

const rows = { columns: [], rows: [] };
const endpoints = describeRoutes(
  routeTable({
    examples: true,
    own: [
      {
        method: "POST",
        path: "/reports/OpenInvoices",
        roles: ["Sales", "Finance"],
        report: report({
          parameters: {
            Year: integer({ min: 1900, max: 2100 }),
            Status: oneOf(["Open", "Closed"]),
            Owner: optional(text()),
            Team: optional(text()),
          },
          example: { parameters: { Year: "2026", Owner: "mary" } },
          run: () => rows,
        }),
      },
      {
        method: "POST",
        path: "/reports/Holidays",
        access: "public",
        report: publicReport({ run: () => rows }),
      },
      { method: "POST", path: "/reports/Save", report: report({ save: { Rate: text() }, run: () => {} }) },
      {
        method: "POST",
        path: "/reports/Plain",
        report: report({ parameters: { Year: integer({ min: 1900 }) }, run: () => rows }),
      },
    ],
  }),
);
const entry = {
  path: "/api/v1/sql",
  connection: "Sales",
  command: "reports.totals",
  parameters: [{ name: "period" }, { name: "team" }, { name: "total", direction: "output" as const }],
  system: ["Interject_XMLDataToSave" as const, "Interject_ReturnError" as const, "Interject_UserID" as const],
  example: { parameters: { team: "North" }, save: [{ A: "1" }, { A: "2", B: "<" }] },
};
const api: DescribedApi = {
  title: "Data API",
  version: "1.2.3",
  url: "https://abc123.execute-api.eu-west-1.amazonaws.com/prod",
  endpoints,
  portals: dataPortals({ "Acme Totals": entry }, endpoints, "portals.json"),
};
const described = openApi(api);
const operation = (path: string, method = "post") => described.paths[path]?.[method];
const example = (path: string, name: string) => {
  const { requestBody } = operation(path) as {
    requestBody: { content: { "application/json": { examples: Record<string, { value: unknown }> } } };
  };
  return requestBody.content["application/json"].examples[name]?.value;
};

it("is a document in which Redocly's linter finds nothing", async () => {
  const config = await createConfig({
    extends: ["recommended-strict"],
    // Whose API it is, and under which licence, is not known here.
    rules: { "info-license": "off" },
  });
  const problems = await lintFromString({ source: JSON.stringify(described), config });
  expect(problems.map(({ message, location }) => [message, location[0]?.pointer])).toEqual([]);
});

it("has every line of the route table, and nothing else", () => {
  const lines = Object.entries(described.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(lines.toSorted()).toEqual(endpoints.map(({ method, path }) => `${method} ${path}`).toSorted());
});

it("asks for a token, and for what the line demands, unless the line is public", () => {
  expect(described.security).toEqual([{ accessToken: [] }]);
  expect(operation("/reports/OpenInvoices")).not.toHaveProperty("security");
  expect(operation("/reports/OpenInvoices")).toHaveProperty(
    "description",
    "The token must fit roles: Sales, Finance.",
  );
  expect(operation("/reports/Holidays")).toHaveProperty("security", []);
});

it("describes the parameters that a report declares", () => {
  expect(JSON.stringify(operation("/reports/OpenInvoices"))).toContain(
    JSON.stringify({
      allOf: [{ $ref: "#/components/schemas/Parameter" }],
      title: "Status",
      description: "It must be one of Open, Closed.",
      properties: { Name: { const: "@Status" }, InputValue: { enum: ["Open", "Closed"] } },
    }),
  );
  expect(JSON.stringify(operation("/reports/OpenInvoices"))).toContain(
    '"title":"Owner","description":"It must be a text, or may be missing."',
  );
});

it("shows a request with the report's own values, and made ones for those that must be there", () => {
  expect(example("/reports/OpenInvoices", "request")).toMatchObject({
    RequestParameterList: [
      { Name: "@Year", InputValue: "2026" },
      { Name: "@Status", InputValue: "Open" },
      { Name: "@Owner", InputValue: "mary" },
      { Name: "@Interject_RequestContext" },
    ],
  });
  expect(example("/reports/Plain", "request")).toMatchObject({
    RequestParameterList: [{ Name: "@Year", InputValue: "1900" }, { Name: "@Interject_RequestContext" }],
  });
});

it("shows the rows to save that a report has chosen", () => {
  expect(JSON.stringify(example("/api/v1/example/ReportSave", "request"))).toContain(
    "<r><Row>18</Row><div>701</div><acct>3333</acct><Notes>Checked &amp; agreed</Notes></r>",
  );
});

it("has the query that a status endpoint reads", () => {
  expect(operation("/api/v1/status/options", "get")).toHaveProperty("parameters", [
    { name: "opt", in: "query", schema: { type: "string", enum: ["name", "version", "framework"] } },
  ]);
  expect(operation("/api/v1/status", "get")).not.toHaveProperty("parameters");
});

it("shows a row to save", () => {
  expect(JSON.stringify(example("/reports/Save", "request"))).toContain(
    "<r><Row>18</Row><Rate>text</Rate></r>",
  );
});

it("shows the data portals that name a command, at every path that runs one", () => {
  expect(example("/InterjectDefaultRequest", "Acme_Totals")).toEqual(example("/api/v1/sql", "Acme_Totals"));
  expect(example("/api/v1/sql", "Acme_Totals")).toEqual({
    DataPortalName: "Acme Totals",
    RequestParameterList: [
      { Name: "@period", InputValue: "" },
      { Name: "@team", InputValue: "North" },
      { Name: "@total", ExpectsOutput: true },
      {
        Name: "@Interject_XMLDataToSave",
        InputValue:
          '<XMLDataToSave><c Column="Row" OrigValue="Row"/><c Column="A" OrigValue="A"/><c Column="B" OrigValue="B"/>' +
          "<r><Row>18</Row><A>1</A><B/></r><r><Row>19</Row><A>2</A><B>&lt;</B></r></XMLDataToSave>",
      },
      { Name: "@Interject_ReturnError", ExpectsOutput: true },
    ],
    PassThroughCommand: { ConnectionStringName: "Sales", CommandType: 1, CommandText: "reports.totals" },
  });
});
