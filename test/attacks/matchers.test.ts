import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { parseName } from "../../lambdas/data/sql/routine/routine-name.ts";
import { compile, type Program, searchSteps } from "../support/regexp-steps.ts";

const root = join(import.meta.dirname, "../..");
const files = globSync("lambdas/**/*.ts", { cwd: root }).map((file) => file.replaceAll("\\", "/"));

/** Where a value can begin, a slash begins a regular expression. */
const literal =
  /(?<=(?:^|[(=,[:&|?!{]|return)[ \n]*)\/(?![*/])((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^\\/[\n])+)\/([dgimsuvy]*)/g;

const matchers = files.flatMap((file) =>
  [
    ...readFileSync(join(root, file), "utf8")
      .replaceAll(/^ *(?:\/\/|\/?\*).*$/gm, "")
      .matchAll(literal),
  ].map(([, source = "", flags]) => ({ file, pattern: new RegExp(source, flags) })),
);

const printable = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at));
const candidates = [...printable, "\n", "\t", "\0", "é", "\u0001"];
/** Fits hardly any pattern, so that a search has to go back. */
const stopper = "\u0001";

/** One character for each group of characters between which the pattern makes no difference. */
function alphabetOf(program: Program): readonly string[] {
  const bySignature = new Map(
    candidates.map((char) => [
      program.map((step) => (step.op === "char" && step.fits(char) ? 1 : 0)).join(""),
      char,
    ]),
  );
  return [...bySignature.values()];
}

/** Short texts that lead to each step of the pattern. */
function waysIn(program: Program, alphabet: readonly string[]): ReadonlySet<string> {
  const reached = new Map<number, string>([[0, ""]]);
  const open = [0];
  for (let pc = open.shift(); pc !== undefined; pc = open.shift()) {
    const step = program[pc];
    if (step === undefined) continue;
    const text = reached.get(pc) ?? "";
    const char = step.op === "char" ? (alphabet.find((one) => step.fits(one)) ?? "") : "";
    const next =
      step.op === "split"
        ? [pc + step.first, pc + step.second]
        : [step.op === "jump" ? pc + step.by : pc + 1];
    for (const place of next) {
      if (reached.has(place)) continue;
      reached.set(place, text + char);
      open.push(place);
    }
  }
  return new Set(reached.values());
}

const few = 40;
const many = 400;

/** The text that costs the most for its length: every way in, then one or two characters over and over. */
function worst(program: Program): { readonly text: string; readonly growth: number } {
  const alphabet = alphabetOf(program);
  const pumps = alphabet.flatMap((one) => alphabet.map((two) => (one === two ? one : one + two)));
  let found = { text: "", growth: 0 };
  for (const way of waysIn(program, alphabet)) {
    for (const pump of pumps) {
      for (const end of ["", stopper]) {
        const cost = (times: number) => {
          const text = way + pump.repeat(times) + end;
          return searchSteps(program, text, 2_000_000) / text.length;
        };
        const short = cost(few);
        // What costs little a character cannot be worse than a pass over the text.
        if (short < 15) continue;
        const growth = short === Number.POSITIVE_INFINITY ? short : cost(many) / short;
        if (growth === Number.POSITIVE_INFINITY) return { text: `${way}(${pump} …)${end}`, growth };
        if (growth > found.growth) found = { text: `${way}(${pump} …)${end}`, growth };
      }
    }
  }
  return found;
}

/** Patterns that no text from outside reaches before something else has read it. */
const elsewhere = new Map([
  ["connection-string.ts", "The text is a secret of whoever deploys."],
  ["strict-json.ts", "The text is JSON that JSON.parse has taken, so every quotation mark is closed."],
]);
const isElsewhere = (file: string) => [...elsewhere.keys()].some((name) => file.endsWith(`/${name}`));

describe("no text from outside makes a pattern go over it more than once or twice", () => {
  it("finds the patterns of all files", () => {
    expect(matchers.length).toBeGreaterThan(50);
  });

  it("knows every pattern that is put together at run time", () => {
    const made = files.filter((file) => /new RegExp\(/.test(readFileSync(join(root, file), "utf8")));
    expect(made).toEqual([
      "lambdas/data/sql/routine/routine-name.ts",
      "lambdas/data/sql/routine/save-by-row.ts",
    ]);
  });

  it.each(matchers.filter(({ file }) => !isElsewhere(file)))("$file: $pattern", ({ pattern }) => {
    const { text, growth } = worst(compile(pattern));
    expect(
      growth,
      `a text of ten times the length costs ${growth} times as much a character: ${JSON.stringify(text)}`,
    ).toBeLessThan(2);
  });

  it("a routine's name", () => {
    const executed = vi.spyOn(RegExp.prototype, "exec");
    parseName("a.b");
    const [shape] = executed.mock.contexts;
    executed.mockRestore();
    if (!(shape instanceof RegExp)) throw new Error("parseName used no pattern");
    // It is matched at one place at a time.
    expect(shape.sticky).toBe(true);
    expect(worst(compile(new RegExp(`^(?:${shape.source})`, "u"))).growth).toBeLessThan(2);
  });
});

describe("the counting itself", () => {
  it.each([/^(a+)+$/, /a+$/, /^(a|a)*$/, /(.*),(.*)$/])("finds what %s costs", (pattern) => {
    expect(worst(compile(pattern)).growth).toBeGreaterThan(5);
  });
});
