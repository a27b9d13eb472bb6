import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { importsOf as importsWithTypes, ownFiles, root, sources } from "./support/imports.ts";

const page = readFileSync(join(root, "docs/architecture.md"), "utf8");

/** The rows of the page's table under a heading, without the two that are its head; each cell is trimmed. */
function rowsUnder(heading: string): string[][] {
  const [, section = ""] = page.split(`\n## ${heading}\n`);
  const lines = section.split("\n## ")[0]?.match(/^\| .*\|$/gm) ?? [];
  return lines.slice(2).map((line) =>
    line
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim()),
  );
}

/** The names in a cell: what stands in backticks. */
const namesIn = (cell = "") => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);

/** A row of the page: who may import what it names, and where a line belongs that may not stand there. */
interface Row {
  readonly name: string;
  readonly importers: readonly string[];
  readonly instead: string;
}

const rows = rowsUnder("Folders").flatMap(([names, , importers, instead = ""]): Row[] =>
  namesIn(names).map((name) => ({ name, importers: namesIn(importers), instead })),
);
const packages = rowsUnder("Packages").flatMap(([names, importers]): Row[] =>
  namesIn(names).map((name) => ({ name, importers: namesIn(importers), instead: "" })),
);
const tighter = rowsUnder("Files that import less").map(([file, allowed, why = ""]) => ({
  file: namesIn(file)[0],
  allowed: namesIn(allowed),
  why,
}));

/**
 * The folder of the page that a file is in: the longest one, and its row; `*` in a row's name is any folder.
 */
function roomOf(file: string): { readonly folder: string; readonly row: Row } | undefined {
  return rows
    .filter(({ name }) => name.endsWith("/"))
    .flatMap((row) => {
      const [folder] = file.match(new RegExp(`^${row.name.replace("*", "[^/]+")}`)) ?? [];
      return folder === undefined ? [] : [{ folder, row }];
    })
    .toSorted((one, other) => other.folder.length - one.folder.length)[0];
}

/** The row that says who may import a target: the file's own, its folder's, or the package's. */
function rowOf(target: string): Row | undefined {
  const own = rows.find(({ name }) => name === target) ?? roomOf(target)?.row;
  const ofPackage = ({ name }: Row) =>
    target === name || target.startsWith(name.endsWith(":") ? name : `${name}/`);
  return own ?? packages.find(ofPackage) ?? packages.find(({ name }) => name === "*");
}

/** Why a file may not import a target, with the place where the line belongs instead; null where it may. */
function objection(file: string, target: string): string | null {
  const room = roomOf(file);
  if (room === undefined) return `${file} is in no folder of docs/architecture.md`;
  const bound = tighter.find((row) => row.file === file);
  if (bound !== undefined && !bound.allowed.some((name) => covers(name, target)))
    return `${target}: ${bound.why}`;
  if (room.folder === roomOf(target)?.folder) return null;
  const importers = rowOf(target)?.importers ?? [];
  if (importers.includes(room.row.name) || importers.includes(file)) return null;
  return `${target} is for ${importers.join(", ") || "nobody else"}. ${room.row.instead}`;
}

const covers = (name: string, target: string) =>
  name === target || (name.endsWith("/") && target.startsWith(name));

/** What a file imports, types included. */
const importsOf = (file: string) => importsWithTypes(file).map((target) => target.replace(/^type /, ""));

describe("who may import what, as docs/architecture.md says", () => {
  it.each(sources)("%s", (file) => {
    const objections = importsOf(file).flatMap((target) => objection(file, target) ?? []);
    expect(objections).toEqual([]);
  });

  it("imports dynamically what is its own: in a bundle a CommonJS package has no named exports then", () => {
    const dynamic = sources
      .filter((file) => file.startsWith("lambdas/"))
      .flatMap((file) => [...readFileSync(join(root, file), "utf8").matchAll(/\bimport\("([^"]+)"\)/g)])
      .flatMap(([, specifier = ""]) => (specifier.startsWith(".") ? [] : specifier));
    expect(dynamic).toEqual([]);
  });

  it("reads the sources", () => {
    expect(sources).toContain("lambdas/data/routes.ts");
    expect(importsOf("lambdas/data/routes.ts")).toContain("lambdas/data/status.ts");
  });
});

describe("what stands in reports/", () => {
  /** A package, a file of the same folder, or a name that stays from version to version. */
  function stays(file: string, target: string): boolean {
    if (target === "#testing") return file.endsWith(".test.ts");
    return target.startsWith("reports/") || !existsSync(join(root, target));
  }

  it("imports of this project #api, and #testing in tests: any other file may move with a version", () => {
    const found = ownFiles.flatMap((file) =>
      importsOf(file)
        .filter((target) => !stays(file, target))
        .map((target) => `${file}: ${target}`),
    );
    expect(found).toEqual([]);
  });

  it("may import any package, and nothing else of this project", () => {
    const file = "reports/sales/orders.ts";
    for (const target of ["#api", "node:crypto", "valibot", "reports/sales/customers.ts"])
      expect(stays(file, target)).toBe(true);
    for (const target of ["lambdas/data/report.ts", "lambdas/data/api.ts", "package.json", "#testing"])
      expect(stays(file, target)).toBe(false);
    expect(stays("reports/sales/orders.test.ts", "#testing")).toBe(true);
  });
});

describe("docs/architecture.md", () => {
  it("names folders and files that are there, and importers that it has", () => {
    const isThere = (name: string) =>
      name.includes("*") ? globSync(name, { cwd: root }).length > 0 : existsSync(join(root, name));
    expect(rows.map(({ name }) => name).filter((name) => !isThere(name))).toEqual([]);
    const importers = [...rows, ...packages].flatMap((row) => row.importers);
    const known = (name: string) =>
      name.endsWith("/") ? rows.some((row) => row.name === name) : isThere(name);
    expect(importers.filter((name) => !known(name))).toEqual([]);
  });

  it("says where a line belongs instead", () => {
    expect(objection("lambdas/interject/errors.ts", "node:fs")).toContain("The protocol is pure");
    expect(objection("lambdas/authorizer/claims.ts", "lambdas/data/report.ts")).toContain("not reports");
    expect(objection("lib/stack.ts", "lambdas/authorizer/issuer.ts")).toContain("lib/explain-token.ts");
    expect(objection("lambdas/data/routes.ts", "lambdas/log.ts")).toContain("at synthesis");
    expect(
      objection("lambdas/data/sql/engines/mysql/engine.ts", "lambdas/data/sql/engines/postgres/engine.ts"),
    ).toContain("What two engines need");
  });
});
