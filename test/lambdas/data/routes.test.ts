import { describe, expect, it } from "vitest";
import { checkRoutes } from "../../../lambdas/data/check-routes.ts";
import { routeFinder } from "../../../lambdas/data/find-route.ts";
import { passThroughReport } from "../../../lambdas/data/pass-through-report.ts";
import { publicReport, report } from "../../../lambdas/data/report.ts";
import { type Route, RouteInvalid } from "../../../lambdas/data/route.ts";
import { routeTable } from "../../../lambdas/data/routes.ts";

describe("the route table", () => {
  it("opens the status endpoints to anyone, and nothing else", () => {
    const open = routeTable({ examples: true, own: [] })
      .filter(({ access }) => access === "public")
      .map(({ method, path }) => `${method} ${path}`);
    expect(open).toEqual([
      "GET /",
      "GET /version",
      "GET /api/v1/status",
      "GET /api/v1/status/options",
      "GET /api/v1/status/headers",
      "POST /api/v1/status/headers",
      "GET /api/v1/status/ping",
    ]);
  });

  it("has the examples only where they are asked for", () => {
    const examples = (asked: boolean) =>
      routeTable({ examples: asked, own: [] }).filter(({ path }) => path.startsWith("/api/v1/example/"));
    expect([examples(true).length, examples(false).length]).toEqual([12, 0]);
  });

  it.each(["", "/api", "/api/v1"])(
    "runs a data portal's command at %s/InterjectDefaultRequest, too",
    (root) => {
      const find = routeFinder(routeTable({ examples: false, own: [] }));
      const line = find("POST", `${root}/interjectdefaultrequest`);
      expect(line).toMatchObject({ report: passThroughReport });
      expect(line.access).toBeUndefined();
    },
  );

  it("takes no lines of yours that are no list", () => {
    const own = { mine: { method: "POST", path: "/reports/Mine", report: mine } };
    const table = () => routeTable({ examples: false, own: own as unknown as readonly Route[] });
    expect(table).toThrow("The routes in reports/routes.ts must be a list of lines.");
  });

  it("has your own lines behind those of the API", () => {
    const own: Route = { method: "POST", path: "/reports/Mine", report: mine };
    expect(routeTable({ examples: false, own: [own] }).at(-1)).toBe(own);
  });
});

const mine = report({ parameters: {}, run: () => ({ columns: ["A"], rows: [] }) });
const open = publicReport({ parameters: {}, run: () => ({ columns: ["A"], rows: [] }) });
const handMade = { parameters: {}, authorize: async () => null, run: () => ({ columns: ["A"], rows: [] }) };

describe("a line of the table", () => {
  const line = { method: "POST", path: "/reports/Mine", report: mine };
  it.each([
    ["a path without its slash", { ...line, path: "reports/Mine" }, "needs a path that begins with a slash"],
    ["a path with a slash at its end", { ...line, path: "/reports/" }, "and none at the end"],
    ["a path with a blank", { ...line, path: "/reports/Open Invoices" }, "needs a path of letters"],
    ["no path", { method: "POST", report: mine }, "needs a path that begins with a slash"],
    ["a path with a parameter", { ...line, path: "/reports/{id}" }, "has a parameter in its path"],
    [
      "a path with a parameter as Express has it",
      { ...line, path: "/reports/:id" },
      "has a parameter in its",
    ],
    ["another method", { ...line, method: "PUT" }, "needs the method GET or POST"],
    ["a misspelt demand", { ...line, scope: ["data"] }, "has a property scope, which means nothing there"],
    [
      "clients in one text, in which another client's id could stand",
      { ...line, clients: "ACME" },
      "clients, or",
    ],
    ["an empty list of clients", { ...line, clients: [] }, "needs a list of Interject's public client ids"],
    [
      "issuers in one text",
      { ...line, issuers: "https://a.example" },
      "needs a list of texts for its issuers",
    ],
    ["roles in one text", { ...line, roles: "Admin" }, "needs a list of texts for its roles"],
    ["an access that is none", { ...line, access: "open" }, 'can have access "public" or no access at all'],
    ["roles that are undefined", { ...line, roles: undefined }, "needs a list of texts for its roles"],
    ["nothing to run", { method: "POST", path: "/reports/Mine" }, "needs a report"],
    ["two things to run", { ...line, answer: (): number => 1 }, "needs a report"],
    ["a report that is undefined", { ...line, report: undefined }, "needs a report that report()"],
    ["a report made by hand", { ...line, report: handMade }, "needs a report that report()"],
    ["an answer that is none", { ...line, report: undefined, answer: 1 }, "needs a report"],
    ["a public report behind a token", { ...line, report: open }, "has a report for anyone"],
    [
      "a report for verified users at a public address",
      { ...line, access: "public" },
      "is public, and its report is for verified users",
    ],
    [
      "demands at a public address",
      { ...line, report: open, access: "public", roles: ["Staff"] },
      "is public and demands roles",
    ],
    ["a report that is asked with GET", { ...line, method: "GET" }, "needs the method POST"],
    ["a query that a report cannot read", { ...line, query: { opt: ["a"] } }, "has a query, which no report"],
    [
      "a query without its words",
      { method: "GET", path: "/reports/Mine", answer: (): number => 1, query: { opt: "a" } },
      "needs a list of texts for each name in its query",
    ],
    ["a path that the API has", { ...line, path: "/API/v1/SQL" }, "is there already, as POST /api/v1/sql"],
  ])("is refused with %s", (_, wrong, sentence) => {
    const table = () => routeTable({ examples: false, own: [wrong as unknown as Route] });
    expect(table).toThrow(RouteInvalid);
    expect(table).toThrow(sentence);
  });

  it("is refused where it is no line, and the line before it is named", () => {
    const holed = [line, undefined] as unknown as readonly Route[];
    expect(() => checkRoutes(holed)).toThrow(
      "The line behind POST /reports/Mine in the route table is undefined",
    );
  });

  it("is accepted with a public report at a public address", () => {
    const lines = [{ ...line, access: "public", report: open }] as readonly Route[];
    expect(checkRoutes(lines)).toBe(lines);
  });

  it("is refused when it is there twice, in any letter case", () => {
    const twice = [line, { ...line, path: "/Reports/mine" }] as readonly Route[];
    expect(() => checkRoutes(twice)).toThrow(
      "The line POST /Reports/mine of the route table is there already",
    );
  });
});
