import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

function cost(...words: string[]) {
  const environment = { ...process.env, INTERJECT_CLIENTS: '["ACME"]' };
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, "../../bin/cost.ts"), ...words],
    { env: environment, encoding: "utf8" },
  );
  return { stdout, stderr, status };
}

it("prints the arithmetic for the template that these settings deploy, and a total that is its sum", () => {
  const { stdout, status } = cost("--pulls", "1000000", "--rows", "5000");
  expect(status).toBe(0);
  expect(stdout).toContain("1,000,000 pulls a month of 5,000 rows x 10 columns");
  expect(stdout).toContain("1,000,000 requests x $3.50 a million");
  const dollars = [...stdout.matchAll(/ (\d+\.\d\d)$/gm)].map(([, amount]) => Number(amount));
  const total = dollars.pop() ?? Number.NaN;
  expect(Math.abs(dollars.reduce((sum, one) => sum + one, 0) - total)).toBeLessThan(0.1);
});

it("names the option that is no number", () => {
  const { stderr, status } = cost("--rows", "many");
  expect(stderr).toBe("--rows takes a whole number from 0 to 10,000,000.\n");
  expect(status).toBe(1);
});
