import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Change, changeOf, watchSources, watchStartFiles } from "../../local/watch.ts";

let project: string;
let end = async () => {};
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "watch-"));
  for (const folder of ["lib", "lambdas", "reports"]) mkdirSync(join(project, folder));
});
afterEach(async () => {
  await end();
  rmSync(project, { recursive: true, force: true });
});

/** What is written before the folders have been read would count as there from the start. */
const ready = () => new Promise((resolve) => setTimeout(resolve, 300));
const write = (...path: string[]) => writeFileSync(join(project, ...path), String(Math.random()));

describe("what a changed file asks for", () => {
  it.each<[string, Change | null]>([
    ["reports/open.ts", "functions"],
    ["reports/routes.ts", "functions"],
    ["lambdas/data/handler.ts", "functions"],
    ["lambdas/settings/functions.ts", "stack"],
    ["lib/stack.ts", "stack"],
    ["reports/settings.json", "stack"],
    ["cdk.json", "stack"],
    ["package.json", "stack"],
    ["reports/open.test.ts", null],
    ["reports/.open.ts.swp", null],
    ["reports/open.ts~", null],
  ])("%s", (file, change) => {
    expect(changeOf(file)).toBe(change);
  });
});

describe("sources that change", () => {
  it("are told at once and once, with a new template if one of them needs it", async () => {
    const changes: Promise<Change>[] = [];
    end = watchSources(project, (settled) => changes.push(settled));
    await ready();
    write("reports", "a.ts");
    await vi.waitFor(() => expect(changes).toHaveLength(1));
    write("lib", "b.ts");
    write("lambdas", "c.ts");
    expect(await changes[0]).toBe("stack");
    expect(changes).toHaveLength(1);
  });

  it("are told again after they have settled", async () => {
    const changes: Promise<Change>[] = [];
    end = watchSources(project, (settled) => changes.push(settled));
    await ready();
    write("reports", "a.ts");
    await vi.waitFor(() => expect(changes).toHaveLength(1));
    await changes[0];
    write("reports", "a.ts");
    await vi.waitFor(() => expect(changes).toHaveLength(2));
    expect(await changes[1]).toBe("functions");
  });
});

describe("the files that npm start reads", () => {
  it.each([".env", "local-connections.json"])("%s is noticed, also where there was none", async (file) => {
    const changed = vi.fn();
    end = watchStartFiles(project, changed);
    await ready();
    write(file);
    await vi.waitFor(() => expect(changed).toHaveBeenCalledTimes(1));
  });

  it("are no other files of the folder", async () => {
    const changed = vi.fn();
    end = watchStartFiles(project, changed);
    await ready();
    write("other.json");
    await ready();
    expect(changed).not.toHaveBeenCalled();
  });
});
