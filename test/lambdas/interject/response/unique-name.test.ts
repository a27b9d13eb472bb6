import { expect, it } from "vitest";
import { takeName } from "../../../../lambdas/interject/response/unique-name.ts";

it("names of one spelling are made unique in a few steps each, however many there are", () => {
  let steps = 0;
  class CountedNames extends Map<string, number> {
    override has(name: string): boolean {
      steps++;
      return super.has(name);
    }
  }
  const taken = new CountedNames();
  // Numbers that others have already are passed over, each once.
  for (let at = 1; at <= 5_000; at++) takeName(`A${at * 2}`, taken);
  const names = Array.from({ length: 10_000 }, () => takeName("A", taken));
  expect(new Set(names).size).toBe(10_000);
  expect(names.slice(0, 3)).toEqual(["A", "A3", "A5"]);
  expect(steps).toBeLessThan(3 * 15_000);
});
