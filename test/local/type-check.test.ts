import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { typeCheck } from "../../local/type-check.ts";

let project: string;
let end = async () => {};
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "types-"));
  symlinkSync(join(import.meta.dirname, "../../node_modules"), join(project, "node_modules"), "junction");
  const compilerOptions = { noEmit: true, types: [], lib: ["ES2024"], incremental: true };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
});
afterEach(async () => {
  await end();
  rmSync(project, { recursive: true, force: true });
});

it("says what TypeScript finds, and once that it is mended", async () => {
  const lines: string[] = [];
  const { check, close } = typeCheck(project, (line) => lines.push(line));
  end = close;
  writeFileSync(join(project, "a.ts"), 'export const year: number = "2026";\n');
  check();
  await vi.waitFor(() => expect(lines).toHaveLength(1), 20_000);
  expect(lines[0]).toMatch(/^TypeScript finds mistakes:\n {2}a\.ts\(1,14\): error TS2322: [^\n]+$/);
  writeFileSync(join(project, "a.ts"), "export const year: number = 2026;\n");
  check();
  await vi.waitFor(() => expect(lines[1]).toBe("TypeScript finds no more mistakes."), 20_000);
});

it("shows ten mistakes and the number of the rest", async () => {
  const lines: string[] = [];
  const { check, close } = typeCheck(project, (line) => lines.push(line));
  end = close;
  writeFileSync(
    join(project, "a.ts"),
    Array.from({ length: 12 }, (_, at) => `const x${at}: number = "";\n`).join(""),
  );
  check();
  await vi.waitFor(() => expect(lines).toHaveLength(1), 20_000);
  expect(lines[0]?.split("\n")).toHaveLength(12);
  expect(lines[0]).toMatch(/\n {2}and 2 more$/);
});
