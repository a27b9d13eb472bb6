import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { routeTable } from "../../../lambdas/data/routes.ts";
import { describeRoutes } from "../../../lib/describe-routes.ts";
import { openApiCommand } from "../../../local/openapi/openapi-command.ts";
import { readPortals } from "../../../local/portals/read-portals.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const endpoints = (examples: boolean) => describeRoutes(routeTable({ examples, own: [] }));
const surroundings = {
  name: "data-api",
  version: "1.2.3",
  endpoints,
  portals: () => readPortals(root, endpoints(true)),
};

function written(...words: string[]) {
  const folder = mkdtempSync(join(tmpdir(), "openapi-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "api.json");
  expect(openApiCommand(["--out", file, ...words], surroundings)).toBe(`Written: ${file}\n`);
  return JSON.parse(readFileSync(file, "utf8"));
}

it("describes the API without the examples, at the address of npm start", () => {
  const { info, servers, paths } = written();
  expect(info).toEqual({ title: "data-api", version: "1.2.3" });
  expect(servers).toEqual([{ url: "http://127.0.0.1:3000" }]);
  expect(Object.keys(paths).filter((path) => path.includes("/example/"))).toEqual([]);
  expect(paths["/api/v1/sql"]).toBeDefined();
});

it("describes them too where it is asked to, at another address", () => {
  const { servers, paths } = written("--examples", "--url", "https://api.example.com/prod/");
  expect(servers).toEqual([{ url: "https://api.example.com/prod" }]);
  expect(paths["/api/v1/example/jDropdown"]).toBeDefined();
  expect(JSON.stringify(paths["/api/v1/sql"])).toContain("reports.customer_card");
});

it("writes a collection of the same requests where it is asked to", () => {
  const folder = mkdtempSync(join(tmpdir(), "openapi-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [file, other] = [join(folder, "api.json"), join(folder, "collection.json")];
  const words = ["--out", file, "--collection", other, "--url", "https://api.example.com/prod/"];
  expect(openApiCommand(words, surroundings)).toBe(`Written: ${file}\nWritten: ${other}\n`);
  expect(JSON.parse(readFileSync(file, "utf8")).openapi).toBe("3.1.1");
  const { info, variable } = JSON.parse(readFileSync(other, "utf8"));
  expect(info).toMatchObject({ name: "data-api", version: "1.2.3" });
  expect(variable[0]).toMatchObject({ key: "baseUrl", value: "https://api.example.com/prod" });
});

it("refuses an address that is none", () => {
  expect(() => openApiCommand(["--url", "example.com"], surroundings)).toThrow(
    "--url must be an address such as https://api.example.com/prod, not example.com.",
  );
});
