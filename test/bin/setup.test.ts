import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";

const projects: string[] = [];
afterEach(() => {
  for (const project of projects.splice(0)) rmSync(project, { recursive: true, force: true });
});

/** Runs setup.js as an installed Node would, in a project whose packages are as new as its lock file. */
function setup({ installed, inPackages }: { readonly installed: string; readonly inPackages: boolean }) {
  const project = mkdtempSync(join(tmpdir(), "setup-test-"));
  projects.push(project);
  mkdirSync(join(project, "node_modules", ".bin"), { recursive: true });
  cpSync(join(import.meta.dirname, "../../bin/setup.js"), join(project, "setup", "setup.mjs"));
  writeFileSync(join(project, "package-lock.json"), "{}");
  utimesSync(join(project, "package-lock.json"), 0, 0);
  writeFileSync(join(project, "node_modules", ".package-lock.json"), "{}");
  if (inPackages) writeFileSync(join(project, "node_modules", ".bin", "node"), "");
  const disguise = `
    Object.defineProperty(process, "version", { value: "v${installed}" });
    Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${installed}" } });`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", `data:text/javascript,${encodeURIComponent(disguise)}`, join(project, "setup", "setup.mjs")],
    { encoding: "utf8" },
  );
  return { status, stdout, stderr };
}

describe("before npm start and npm test", () => {
  it.each([
    ["an old installed Node, where the packages hold one", { installed: "20.1.0", inPackages: true }],
    ["an installed Node of the release that Lambda runs", { installed: "24.0.0", inPackages: false }],
    ["a newer installed Node", { installed: "26.1.0", inPackages: false }],
  ])("nothing is said of %s", (_, machine) => {
    expect(setup(machine)).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  it("one sentence says which Node is missing where the packages hold none for this machine", () => {
    expect(setup({ installed: "22.9.0", inPackages: false })).toEqual({
      status: 1,
      stdout: "",
      stderr:
        `The packages hold no Node.js for ${process.platform} ${process.arch}, and v22.9.0 is too old: ` +
        "install Node.js 24 or newer from https://nodejs.org.\n",
    });
  });
});
