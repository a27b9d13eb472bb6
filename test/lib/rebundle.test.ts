import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { bundle } from "../../lib/bundle.ts";
import { authorizerBundle, dataBundle } from "../../lib/function-bundles.ts";
import { type Rebundler, rebundler } from "../../lib/rebundle.ts";

const project = join(import.meta.dirname, "../..");
const environment = { INTERJECT_CLIENTS: "any" };

/** A copy of the sources below the project, where packages are found. */
let sources: string;
let rebundles: Rebundler;
const folders: string[] = [];
beforeAll(() => {
  mkdirSync(join(project, "cdk.out"), { recursive: true });
  sources = mkdtempSync(join(project, "cdk.out", "rebundle-"));
  folders.push(sources);
  for (const name of ["cdk.json", "lambdas", "reports"])
    cpSync(join(project, name), join(sources, name), { recursive: true });
});
afterEach(() => rebundles.close());
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const into = () => mkdtempSync(join(sources, "bundles-"));
const contents = (folder: string) =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]));
const routes = (text: string) => writeFileSync(join(sources, "reports", "routes.ts"), text);

it("makes the bundles that a synthesis makes, to the byte", async () => {
  rebundles = await rebundler(project, environment, ["postgres"]);
  const folder = into();
  await rebundles.bundle(folder);
  const made = [bundle(authorizerBundle), bundle(dataBundle([], ["postgres"]))];
  folders.push(...made);
  expect(contents(join(folder, "AuthorizerFunction"))).toEqual(contents(made[0] ?? ""));
  expect(contents(join(folder, "DataFunction"))).toEqual(contents(made[1] ?? ""));
});

describe("a route table that changes", () => {
  const line = (more: string) => `{ method: "POST", path: "/reports/Mine", answer: () => true${more} }`;

  it("is another text where the gateway must know of it, and no other", async () => {
    routes("export const routes = [];");
    rebundles = await rebundler(sources, environment, []);
    const texts = [await rebundles.bundle(into())];
    for (const more of ["", ', scopes: ["a"]', ', access: "public"']) {
      routes(`export const routes = [${line(more)}];`);
      texts.push(await rebundles.bundle(into()));
    }
    const [none, mine, scoped, open] = texts;
    expect(mine).not.toBe(none);
    expect(scoped).toBe(mine);
    expect(open).not.toBe(mine);
  });

  it.each([
    ["does not parse", "export const routes = ;", /routes\.ts:1:22/],
    ["has a line twice", `export const routes = [${line("")}, ${line("")}];`, /Mine/],
  ])("is refused with a sentence where it %s", async (_what, text, sentence) => {
    routes(text);
    rebundles = await rebundler(sources, environment, []);
    await expect(rebundles.bundle(into())).rejects.toThrow(sentence);
  });
});
