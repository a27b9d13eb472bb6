import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const read = (file: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, "..", file), "utf8"));

interface LockedPackage {
  readonly version: string;
  readonly integrity?: string;
  readonly resolved?: string;
  /** It comes within another package's archive, whose hash covers it. */
  readonly inBundle?: true;
  readonly optional?: true;
  readonly os?: string;
  readonly cpu?: string;
  readonly bin?: Readonly<Record<string, string>>;
  readonly hasInstallScript?: true;
}

const { packages } = read("package-lock.json") as { packages: Readonly<Record<string, LockedPackage>> };
const locked = Object.entries(packages).filter(([folder]) => folder !== "");
const { optionalDependencies, allowScripts } = read("package.json") as {
  optionalDependencies: Readonly<Record<string, string>>;
  allowScripts: Readonly<Record<string, boolean>>;
};

describe("the lock file", () => {
  it("has the hash of every package, and the registry of none", () => {
    expect(locked.length).toBeGreaterThan(200);
    for (const [folder, { integrity, resolved, inBundle }] of locked) {
      if (!inBundle) expect(integrity, folder).toMatch(/^sha512-/);
      expect(resolved, folder).toBeUndefined();
    }
  });

  it("names no package whose install script may run", () => {
    const scripted = locked.filter(([, { hasInstallScript }]) => hasInstallScript).map(([folder]) => folder);
    expect(scripted.map((folder) => folder.replace("node_modules/", ""))).toEqual(Object.keys(allowScripts));
    expect(Object.values(allowScripts)).not.toContain(true);
  });

  it.each(Object.entries(optionalDependencies))("holds Node itself in %s", (name, version) => {
    const node = packages[`node_modules/${name}`];
    expect(version).toMatch(/^24\.\d+\.\d+$/);
    expect(node).toMatchObject({
      version,
      optional: true,
      bin: { node: expect.stringMatching(/^bin\/node/) },
    });
    expect(name).toBe(`node-${node?.os === "win32" ? "win" : node?.os}-${node?.cpu}`);
  });
});
