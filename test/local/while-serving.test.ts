import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { sayWhetherConnected, serveChanges } from "../../local/while-serving.ts";

let project: string;
let end = async () => {};
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "changes-"));
  mkdirSync(join(project, "reports"));
});
afterEach(async () => {
  await end();
  rmSync(project, { recursive: true, force: true });
});

/** Changes a source while `reload` answers for what is served. */
async function changed(reload: () => Promise<void>) {
  const lines: string[] = [];
  const check = vi.fn();
  end = serveChanges(project, { reload }, { check }, (line) => lines.push(line));
  await new Promise((resolve) => setTimeout(resolve, 300));
  writeFileSync(join(project, "reports", "a.ts"), "export {};");
  await vi.waitFor(() => expect(lines).not.toEqual([]));
  return { lines, check };
}

describe("a source that changes", () => {
  it("is said to be reloaded at once, and again when it is; then its types are checked", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { lines, check } = await changed(() => promise);
    expect(lines).toEqual(["Reloading…"]);
    expect(check).not.toHaveBeenCalled();
    resolve();
    await vi.waitFor(() => expect(lines[1]).toMatch(/^Reloaded in \d+\.\d s\.$/));
    expect(check).toHaveBeenCalledTimes(1);
  });

  it("is said not to be where it cannot be served, with what is wrong in it", async () => {
    const { lines } = await changed(() => Promise.reject(new Error("reports/a.ts:1:7: Unexpected ;")));
    await vi.waitFor(() =>
      expect(lines[1]).toBe(
        "reports/a.ts:1:7: Unexpected ;\nNot reloaded: the code before answers until this is mended.",
      ),
    );
  });
});

describe("the connections", () => {
  const said = async (probe: () => Promise<string>) => {
    const lines: string[] = [];
    await sayWhetherConnected({ probe }, (line) => lines.push(line));
    return lines;
  };

  it("are said to work, or what is wrong with them", async () => {
    const findings = [{ level: "error", text: "Unknown database 'nowhere'." }];
    const connections = [{ connection: "Sales", client: null, findings, routines: [] }];
    expect(await said(async () => JSON.stringify({ version: "1", connections }))).toEqual([
      "Connection Sales: ERROR Unknown database 'nowhere'.\n",
    ]);
  });

  it("are not spoken of where there are none", async () => {
    expect(await said(async () => JSON.stringify({ version: "1", connections: [] }))).toEqual([]);
  });

  it("are said not to be tried where the function fails", async () => {
    expect(await said(() => Promise.reject(new Error("DataFunction ended with code 1")))).toEqual([
      "The connections cannot be tried: DataFunction ended with code 1",
    ]);
  });
});
