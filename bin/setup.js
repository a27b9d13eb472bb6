import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

// Runs before npm start and npm test, on whatever Node is installed: it is plain JavaScript, and installs the
// packages where there are none or the lock file has changed since. Node for everything else comes with them:
// optionalDependencies in package.json. Where none of these is for this machine, the installed Node serves.
const neededMajor = 24;
const project = fileURLToPath(new URL("..", import.meta.url));
const installed = join(project, "node_modules", ".package-lock.json");
const wanted = join(project, "package-lock.json");
if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(wanted).mtimeMs) {
  console.log("Installing packages, which takes about a minute the first time ...");
  const npm = process.env.npm_execpath;
  if (npm === undefined) throw new Error("Run this through npm: npm start or npm test.");
  const { status } = spawnSync(process.execPath, [npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: project,
    stdio: "inherit",
  });
  process.exitCode = status ?? 1;
}
const hasPackage = existsSync(join(project, "node_modules", ".bin", "node"));
if (!process.exitCode && !hasPackage && Number.parseInt(process.versions.node, 10) < neededMajor) {
  console.error(
    `The packages hold no Node.js for ${process.platform} ${process.arch}, and ${process.version} is too old: ` +
      `install Node.js ${neededMajor} or newer from https://nodejs.org.`,
  );
  process.exitCode = 1;
}
