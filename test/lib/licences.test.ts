import { join } from "node:path";
import { expect, it } from "vitest";
import { licenceList, shippedPackages } from "../../lib/licences.ts";
import packageJson from "../../package.json" with { type: "json" };

const packages = shippedPackages(join(import.meta.dirname, "../.."));

it("lists what the functions may hold, and nothing that only builds or tests", () => {
  const names = packages.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(Object.keys(packageJson.dependencies)));
  const building = ["aws-cdk-lib", "esbuild", "typescript", "vitest", "@electric-sql/pglite"];
  expect(Object.keys(packageJson.devDependencies)).toEqual(expect.arrayContaining(building));
  expect(names.filter((name) => building.includes(name))).toEqual([]);
});

it("finds only licences that ask for no more than to be named", () => {
  const permissive = ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0"];
  expect(packages.filter(({ licence }) => !permissive.includes(licence))).toEqual([]);
});

it("says a package's licence, name and version in a line", () => {
  expect(licenceList(packages)).toMatch(/^MIT +pg 8\.[\d.]+$/m);
});
