import { describe, expect, it } from "vitest";
import { exampleRoutes } from "../../../lambdas/data/examples/routes.ts";
import { routeTable } from "../../../lambdas/data/routes.ts";
import { describeRoutes } from "../../../lib/describe-routes.ts";
import { portalSetUp } from "../../../local/console/portal-set-up.ts";
import { portalsCommand } from "../../../local/portals/portals-command.ts";
import { root } from "../../support/imports.ts";

const endpoints = describeRoutes(routeTable({ examples: true }));
const routes = JSON.stringify(endpoints);
/** What the command prints of a data portal. */
const shown = (code: string) =>
  portalsCommand(["show", code], {
    directory: root,
    endpoints,
    catalogue: async () => ({ routines: [], errors: [] }),
  });

describe("what to enter in the portal for a call", () => {
  it("is what the command prints of the data portal that calls the same report", async () => {
    const path = "/api/v1/example/ReportRange";
    expect(exampleRoutes.map((route) => route.path)).toContain(path);
    expect(portalSetUp({ path, command: null }, routes)).toContain(await shown("DataApi_Range"));
  });

  it("is what the command prints of the data portal that calls the same routine", async () => {
    const command = { text: "REPORTS.customer_card", connection: "Demo" };
    expect(portalSetUp({ path: "/api/v1/sql", command }, routes)).toBe(await shown("DataApi_Card"));
  });

  it("is the same for a name without its quotation marks", async () => {
    const command = { text: "demo.northwind_customers_pull", connection: "" };
    expect(portalSetUp({ path: "/api/v1/sql", command }, routes)).toBe(await shown("DataApi_Customers"));
  });

  it("is the command that adds a data portal where none calls it", () => {
    const command = { text: "reports.nobody_calls", connection: "Demo" };
    expect(portalSetUp({ path: "/api/v1/sql", command }, routes)).toContain(
      'npm run portals -- add NAME --routine "reports.nobody_calls" --connection Demo',
    );
    expect(portalSetUp({ path: "/api/v1/mine", command: null }, routes)).toContain(
      "add NAME --path /api/v1/mine",
    );
  });

  it("is nothing for what is no call", () => {
    expect(() => portalSetUp({ path: 1 }, routes)).toThrow();
  });
});
