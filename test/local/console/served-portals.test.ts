import { describe, expect, it } from "vitest";
import { routeTable } from "../../../lambdas/data/routes.ts";
import { describeRoutes } from "../../../lib/describe-routes.ts";
import { servedPortals } from "../../../local/console/served-portals.ts";

const codes = (examples: boolean) =>
  servedPortals(JSON.stringify(describeRoutes(routeTable({ examples, own: [] })))).map(({ code }) => code);

describe("the data portals of the console", () => {
  it("are those of the examples where the API has them", () => {
    expect(codes(true)).toContain("DataApi_Range");
  });

  it("are the project's own alone where it has none", () => {
    expect(codes(false).filter((code) => code.startsWith("DataApi_"))).toEqual([]);
  });
});
