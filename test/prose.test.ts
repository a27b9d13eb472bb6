import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

/** The one wrap width of prose, which is also the formatter's width of code (`biome.json`). */
const columns = 110;

const root = join(import.meta.dirname, "..");
const linesOf = (file: string) => readFileSync(join(root, file), "utf8").split(/\r?\n/);
const pages = globSync(["*.md", "docs/**/*.md"], { cwd: root });
const sources = globSync("{bin,lib,lambdas,local,bench,test}/**/*.{ts,tsx,js}", { cwd: root });

/** Text with the number of its line, which counts from 1. */
type Line = readonly [number: number, text: string];

/** A page's lines without code blocks and tables, which cannot be wrapped. */
function* proseOf(page: string): Generator<Line> {
  let inBlock = false;
  for (const [index, text] of linesOf(page).entries()) {
    if (/^\s*```/.test(text)) inBlock = !inBlock;
    else if (!inBlock && !/^\s*\|/.test(text)) yield [index + 1, text];
  }
}

/** The lines of a source that are comments or end in one. A linter's instruction has to stand on one line. */
function* commentsOf(source: string): Generator<Line> {
  let inBlock = false;
  for (const [index, text] of linesOf(source).entries()) {
    if (/^\s*\/\*/.test(text)) inBlock = true;
    const isComment = inBlock || /^\s*\/\//.test(text) || /[;,{}()\]>]\s+\/\/ /.test(text);
    if (isComment && !text.includes("biome-ignore")) yield [index + 1, text];
    if (text.includes("*/")) inBlock = false;
  }
}

/** A single word, such as an address, can be longer than a line. */
const canBreak = (text: string) =>
  /\S\s+\S/.test(text.replace(/^\s*(?:\/\*\*?|\*|\/\/|>|[-*]|\d+\.|\[\w+\]:)?\s*/, ""));
const tooLong = (lines: Iterable<Line>) =>
  [...lines]
    .filter(([, text]) => text.length > columns && canBreak(text))
    .map(([number, text]) => `line ${number} has ${text.length} columns`);

describe(`prose ends at ${columns} columns`, () => {
  it.each(pages)("%s", (page) => expect(tooLong(proseOf(page))).toEqual([]));

  it("comments in the sources", () => {
    const found = sources.flatMap((source) =>
      tooLong(commentsOf(source)).map((text) => `${source}: ${text}`),
    );
    expect(found).toEqual([]);
  });

  it("reads the pages and the sources", () => {
    expect(pages).toContain("README.md");
    expect([...commentsOf("test/prose.test.ts")].length).toBeGreaterThan(5);
    expect(tooLong([[1, `// ${"word ".repeat(columns / 5)}word`]])).toHaveLength(1);
    expect(tooLong([[1, `// https://example.com/${"a".repeat(columns)}`]])).toEqual([]);
  });
});

describe("README.md", () => {
  it("has at most 170 lines, tables and code included none longer than 120 columns", () => {
    const lines = linesOf("README.md");
    expect(lines.length).toBeLessThanOrEqual(171); // the last one ends in a line break
    expect(lines.filter((text) => text.length > 120)).toEqual([]);
  });
});
