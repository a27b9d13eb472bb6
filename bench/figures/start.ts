/** `npm start` to its banner, with its data in place, and what a developer waits for after a change. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { settingsFor } from "../../local/identity-provider/trust-settings.ts";
import { startLocal } from "../../local/start.ts";
import { alone, type Figure } from "../figure.ts";
import { freePort } from "../free-port.ts";
import { compared, median, paired } from "../paired.ts";

const project = join(import.meta.dirname, "..", "..");
const rounds = 3;
const settings = settingsFor({ issuer: "http://127.0.0.1:9" });

export async function* figures(): AsyncGenerator<Figure> {
  // The first start, which does not count, fills the demo database.
  const timed = await paired({ start: toBannerMs, synthesis: synthesisMs }, rounds);
  const seconds = (times: readonly number[]) => times.map((time) => time / 1000);
  yield alone("npm start to its banner", "s", median(timed.start) / 1000, { atMost: 4 });
  yield compared(
    "the same",
    "s",
    seconds(timed.start),
    "cdk synth of the same stack",
    seconds(timed.synthesis),
  );

  const api = await startLocal({
    host: "127.0.0.1",
    port: 0,
    concurrency: 1,
    settings,
    log: () => {},
  });
  try {
    await api.prepare();
    const reloads: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const start = performance.now();
      await api.reload(Promise.resolve("functions"));
      await (await fetch(`${api.baseUrl}/api/v1/status`)).text();
      reloads.push(performance.now() - start);
    }
    yield alone("a changed report is bundled and answers", "s", median(reloads) / 1000, { atMost: 1 });
  } finally {
    await api.close();
  }
}

/** Starts it as `npm start` does, and ends it when it has said where everything is. */
async function toBannerMs(): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, [join(project, "bin", "local.ts")], {
    cwd: project,
    // For the gateway, the identity provider, the database and the console.
    env: { ...process.env, PORT: String(await freePort(4)) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith("Data API")) continue;
    const elapsed = performance.now() - start;
    child.kill();
    await ended;
    return elapsed;
  }
  throw new Error("npm start ended without its banner.");
}

/** The same stack by the CDK's own command, which starts nothing. */
async function synthesisMs(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "bench-synth-"));
  const start = performance.now();
  const child = spawn(
    process.execPath,
    [join(project, "node_modules", "aws-cdk", "bin", "cdk"), "synth", "--quiet", "--output", folder],
    { cwd: project, env: { ...process.env, ...settings, INTERJECT_EXAMPLES: "true" }, stdio: "ignore" },
  );
  const [code] = await once(child, "exit");
  const elapsed = performance.now() - start;
  rmSync(folder, { recursive: true, force: true });
  if (code !== 0) throw new Error(`cdk synth ended with code ${code}`);
  return elapsed;
}
