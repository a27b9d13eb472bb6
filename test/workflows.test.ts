import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const workflows = globSync(".github/workflows/*.yml", { cwd: root });
const textOf = (file: string) => readFileSync(join(root, file), "utf8");

it.each(workflows)("%s takes actions by digest, so that nobody can change what runs", (file) => {
  const used = [...textOf(file).matchAll(/\buses: (.*)$/gm)].map(([, action = ""]) => action);
  expect(used.length).toBeGreaterThan(0);
  expect(used.filter((action) => !/^[\w/-]+@[0-9a-f]{40} # v\d/.test(action))).toEqual([]);
});

it.each(workflows)("%s has no expression in a command, where it would be run as one", (file) => {
  expect(textOf(file).match(/run: .*\$\{\{.*/g)).toBeNull();
});

it("deploys with GitHub's own proof, and no key of AWS", () => {
  const text = textOf(".github/workflows/deploy.yml");
  expect(text).toContain("id-token: write");
  expect(text).not.toMatch(/secrets\.|access-key/);
});

it("shows people the same actions in docs/addin.md", () => {
  const used = (text: string) => [...text.matchAll(/\buses: (.*)$/gm)].map(([, action]) => action);
  const own = new Set(used(textOf(".github/workflows/ci.yml")));
  const shown = used(textOf("docs/addin.md"));
  expect(shown.length).toBeGreaterThan(0);
  expect(shown.filter((action) => !own.has(action))).toEqual([]);
});
