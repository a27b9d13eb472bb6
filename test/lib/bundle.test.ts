import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundle } from "../../lib/bundle.ts";
import { authorizerBundle, dataBundle } from "../../lib/function-bundles.ts";
import { contentsOf, loadedWith, packagesOf } from "../support/bundle-contents.ts";

let source: string;
const made: string[] = [];
beforeAll(() => {
  source = mkdtempSync(join(tmpdir(), "bundle-source-"));
  writeFileSync(
    join(source, "handler.ts"),
    `import { emitter } from "./old.cjs";
     import { loggedError } from ${JSON.stringify(join(import.meta.dirname, "../../lambdas/logged-error.ts"))};
     export async function handler(text: string): Promise<string> {
       if (text === "fail") return String(loggedError(new Error("on purpose")).stack);
       const { shout } = await import("./later.ts");
       return shout(text) + typeof emitter.on;
     }`,
  );
  writeFileSync(join(source, "later.ts"), "export const shout = (text: string) => text.toUpperCase();");
  writeFileSync(join(source, "old.cjs"), `exports.emitter = new (require("node:events"))();`);
  writeFileSync(join(source, "broken.ts"), `import "./nowhere.ts";`);
});
afterAll(() => {
  for (const directory of [source, ...made]) rmSync(directory, { recursive: true, force: true });
});

function build(entry: string): string {
  const directory = bundle({ entry });
  made.push(directory);
  return directory;
}

const contents = (directory: string) =>
  Object.fromEntries(
    readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), "utf8")]),
  );

function call(directory: string, argument: string) {
  return spawnSync(
    process.execPath,
    [
      "--input-type=module",
      "--eval",
      `const { handler } = await import("./index.mjs"); console.log(await handler(${JSON.stringify(argument)}));`,
    ],
    { cwd: directory, encoding: "utf8" },
  );
}

test("a bundle stands alone: ES modules, with dependencies that still call require", () => {
  expect(call(build(join(source, "handler.ts")), "hello").stdout).toBe("HELLOfunction\n");
});

test("what is imported dynamically is a file of its own, read when first needed", () => {
  const files = contents(build(join(source, "handler.ts")));
  expect(files["index.mjs"]).not.toContain("toUpperCase");
  const chunks = Object.keys(files).filter((name) =>
    /^later-[A-Z0-9]+\.mjs$|^chunk-[A-Z0-9]+\.mjs$/.test(name),
  );
  expect(chunks.map((name) => files[name]).join()).toContain("toUpperCase");
});

test("a logged error names the line of the source, or of the bundle where its map is missing", () => {
  const directory = build(join(source, "handler.ts"));
  expect(call(directory, "fail").stdout).toMatch(/^at [^.,]*handler\.ts:4:\d+,/);
  rmSync(join(directory, "index.mjs.map"));
  expect(call(directory, "fail").stdout).toMatch(/^at .*index\.mjs:\d+:\d+/);
});

test("source maps carry no source text", () => {
  const map: unknown = JSON.parse(contents(build(join(source, "handler.ts")))["index.mjs.map"] ?? "");
  expect(map).toMatchObject({ sources: expect.arrayContaining([expect.stringContaining("handler.ts")]) });
  expect(map).not.toHaveProperty("sourcesContent");
});

test("the same source gives the same bytes", () => {
  const [one, two] = [build("lambdas/authorizer/handler.ts"), build("lambdas/authorizer/handler.ts")];
  expect(one).not.toBe(two);
  expect(contents(one)).toEqual(contents(two));
});

test("nothing of this machine is in a bundle", () => {
  for (const entry of ["lambdas/authorizer/handler.ts", "lambdas/data/handler.ts"]) {
    const text = Object.values(contents(build(entry))).join("\n");
    expect(text).not.toContain(join(import.meta.dirname, "../.."));
  }
});

test("a source that cannot be bundled stops the deployment", () => {
  expect(() => bundle({ entry: join(source, "broken.ts") })).toThrow(/nowhere/);
});

test("the authorizer starts from one small file, of two packages, that does not load fetch", async () => {
  const contents = await contentsOf(authorizerBundle);
  const outputs = Object.entries(contents.outputs).filter(([name]) => name.endsWith(".mjs"));
  expect(outputs.map(([name]) => name)).toEqual(["bundle/index.mjs"]);
  const output = outputs[0]?.[1];
  // A file that a cold start reads and compiles whole.
  expect(output?.bytes).toBeLessThan(50_000);
  const packages = Object.keys(output?.inputs ?? {}).flatMap(
    (path) => /node_modules\/(.*?)\/(?:dist|lib)\//.exec(path)?.[1] ?? [],
  );
  expect([...new Set(packages)].toSorted()).toEqual(["aws-jwt-verify", "valibot"]);
  // Importing node:http into an ES module loads fetch.
  const imported = output?.imports.map(({ path }) => path.replace("node:", "")) ?? [];
  expect([...new Set(imported)].toSorted()).toEqual(["crypto", "https", "module", "stream"]);
});

test("the data function starts from few kilobytes of four packages, and loads neither TLS nor files", async () => {
  const data = dataBundle([], []);
  const contents = await contentsOf(data);
  const files = loadedWith(contents, data.entry);
  const outputs = [...files].flatMap((file) => contents.outputs[file] ?? []);
  expect(outputs.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(160_000);
  const packages = [...packagesOf(contents, files).keys()];
  expect(packages.toSorted()).toEqual(["saxes", "tarn", "this project", "valibot", "xmlchars"]);
  const imported = outputs.flatMap(({ imports }) =>
    imports.flatMap(({ path, external }) => (external === true ? [path.replace("node:", "")] : [])),
  );
  expect([...new Set(imported)].toSorted()).toEqual([
    "async_hooks",
    "events",
    "module",
    "stream",
    "stream/promises",
    "timers",
    "timers/promises",
    "zlib",
  ]);
});
