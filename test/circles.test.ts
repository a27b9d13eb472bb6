import { describe, expect, it } from "vitest";
import { importsOf, sources } from "./support/imports.ts";

const targets = (file: string) => importsOf(file).map((target) => target.replace(/^type /, ""));

/** The files of the first circle of imports that a walk from `file` finds, in order; null without a circle. */
function circleFrom(file: string, path: readonly string[], done: Set<string>): readonly string[] | null {
  if (path.includes(file)) return path.slice(path.indexOf(file));
  if (done.has(file)) return null;
  for (const target of targets(file).filter((name) => sources.includes(name))) {
    const circle = circleFrom(target, [...path, file], done);
    if (circle !== null) return circle;
  }
  done.add(file);
  return null;
}

describe("imports", () => {
  it("never lead back to where they began, types included", () => {
    const done = new Set<string>();
    expect(
      sources.map((file) => circleFrom(file, [], done)).find((circle) => circle !== null),
    ).toBeUndefined();
  });

  it("join the protocol's halves in one place: a response repeats the request's parameters", () => {
    const half = (name: string) => sources.filter((file) => file.startsWith(`lambdas/interject/${name}/`));
    const crossing = [...half("request"), ...half("response")].flatMap((file) =>
      importsOf(file)
        .filter((target) => target.includes(file.includes("/request/") ? "/response/" : "/request/"))
        .map((target) => `${file}: ${target}`),
    );
    expect(crossing).toEqual([
      "lambdas/interject/response/response.ts: type lambdas/interject/request/request.ts",
    ]);
  });
});
