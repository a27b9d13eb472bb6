/** Runs the benchmarks one after another: `npm run bench`. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const benchmarks = ["verify.ts", "response.ts", "save.ts"];

for (const benchmark of benchmarks) {
  const file = fileURLToPath(new URL(benchmark, import.meta.url));
  const { status } = spawnSync(process.execPath, [file], { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
