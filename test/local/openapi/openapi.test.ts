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
          },
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
    ],
  }),
);
const entry = {
  path: "/api/v1/sql",
  connection: "Sales",
  command: "reports.totals",
  parameters: [{ name: "period" }, { name: "total", direction: "output" as const }],
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

it("shows a request with the parameters that must be there", () => {
  expect(example("/reports/OpenInvoices", "request")).toMatchObject({
    RequestParameterList: [
      { Name: "@Year", InputValue: "1900" },
      { Name: "@Status", InputValue: "Open" },
      { Name: "@Interject_RequestContext" },
    ],
  });
});

it("shows a row to save", () => {
  expect(JSON.stringify(example("/reports/Save", "request"))).toContain(
    "<r><Row>18</Row><Rate>text</Rate></r>",
  );
});

it("shows the data portals that name a command", () => {
  expect(example("/api/v1/sql", "Acme_Totals")).toEqual({
    DataPortalName: "Acme Totals",
    RequestParameterList: [
      { Name: "@period", InputValue: "" },
      { Name: "@total", ExpectsOutput: true },
    ],
    PassThroughCommand: { ConnectionStringName: "Sales", CommandType: 1, CommandText: "reports.totals" },
  });
});
