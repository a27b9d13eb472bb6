import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as api from "../../../lambdas/data/api.ts";
import { importsOf, root, sources } from "../../support/imports.ts";

/** What is loaded with a file: the project's own files, and packages. Types are not. */
function loadedWith(file: string, loaded = new Set<string>()): Set<string> {
  if (loaded.has(file)) return loaded;
  loaded.add(file);
  if (!sources.includes(file)) return loaded;
  for (const target of importsOf(file)) if (!target.startsWith("type ")) loadedWith(target, loaded);
  return loaded;
}

const textOf = (file: string) => readFileSync(join(root, file), "utf8");

describe("#api", () => {
  const loaded = [...loadedWith("lambdas/data/api.ts")];
  const own = loaded.filter((file) => sources.includes(file));

  it("loads no driver, client or logger: the stack imports reports at synthesis", () => {
    expect(loaded.filter((file) => !sources.includes(file))).toEqual(["valibot"]);
    expect(own.filter((file) => file.startsWith("lambdas/data/sql/"))).toEqual([]);
  });

  it("reads no environment", () => {
    expect(own.filter((file) => textOf(file).includes("process.env"))).toEqual([]);
  });

  it("does not lead back to the table that holds the reports", () => {
    expect(own).toContain("lambdas/data/report.ts");
    expect(own).not.toContain("lambdas/data/routes.ts");
  });

  it.each(Object.keys(api))("has an example in the docstring of %s", (name) => {
    const docstring = own
      .map((file) =>
        new RegExp(`/\\*\\*((?:(?!\\*/)[^])*)\\*/\\nexport (?:const|function|class) ${name}\\b`).exec(
          textOf(file),
        ),
      )
      .find((found) => found !== null)?.[1];
    expect(docstring).toContain("@example");
  });
});
