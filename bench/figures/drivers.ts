/** Loading each driver with the engine around it, in a new process, beside the driver as it is installed. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { drivers } from "../../lambdas/settings/connections.ts";
import { bundle } from "../../lib/bundle.ts";
import type { Figure } from "../figure.ts";
import { compared, paired } from "../paired.ts";

const rounds = 9;
const project = join(import.meta.dirname, "..", "..");

export async function* figures(): AsyncGenerator<Figure> {
  const folder = mkdtempSync(join(tmpdir(), "bench-drivers-"));
  try {
    for (const [engine, driver] of Object.entries(drivers)) {
      const directory = join(folder, engine);
      const entry = `lambdas/data/sql/engines/${engine}/session.ts`;
      renameSync(bundle({ entry }), directory);
      const bundled = pathToFileURL(join(directory, "index.mjs")).href;
      const timed = await paired({ ours: () => loadMs(bundled), driver: () => loadMs(driver) }, rounds);
      yield compared(
        `${engine}: loading the driver`,
        "ms",
        timed.ours,
        `${driver}, not bundled`,
        timed.driver,
        engine === "postgres" ? null : { atMost: 0.5 },
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds of processor time that importing a module takes in a process that has loaded nothing. */
async function loadMs(module: string): Promise<number> {
  const code = `const before = process.cpuUsage(); await import(${JSON.stringify(module)});
    const { user, system } = process.cpuUsage(before); console.log((user + system) / 1000)`;
  const child = spawnSync(process.execPath, ["--input-type=module", "--eval", code], {
    cwd: project,
    encoding: "utf8",
  });
  if (child.status !== 0) throw new Error(child.stderr);
  return Number(child.stdout);
}
