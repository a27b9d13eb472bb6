import { expect, it, vi } from "vitest";
import { RouteInvalid } from "../../../lambdas/data/route.ts";
import { routeTable } from "../../../lambdas/data/routes.ts";
import { isMistake } from "../../../lib/setting-sources.ts";

vi.mock("../../../reports/routes.ts", () => ({ routes: [{ method: "POST", path: "reports/Mine" }] }));

it("a wrong line in reports/routes.ts stops synthesis and start with one sentence", () => {
  const refused = vi.fn();
  try {
    routeTable({ examples: false });
  } catch (error) {
    refused(error, isMistake(error));
  }
  expect(refused).toHaveBeenCalledExactlyOnceWith(expect.any(RouteInvalid), true);
  expect(refused.mock.lastCall?.[0].message).toMatch(
    /^The line POST reports\/Mine of the route table needs a path that begins with a slash, .*\.$/,
  );
});
