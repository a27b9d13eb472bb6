import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { withDotEnv } from "../../../local/command-line/environment.ts";

const folder = mkdtempSync(join(tmpdir(), "environment-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("the environment goes before .env, and without one stands alone", () => {
  expect(withDotEnv(folder, { A: "1" })).toEqual({ A: "1" });
  writeFileSync(join(folder, ".env"), "A=0\nDATABASE_URL=postgres://127.0.0.1/own\n");
  expect(withDotEnv(folder, { A: "1" })).toEqual({ A: "1", DATABASE_URL: "postgres://127.0.0.1/own" });
});
