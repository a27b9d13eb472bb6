import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const project = join(import.meta.dirname, "..");

/**
 * Runs the app itself, as the `cdk` command would, with the settings in its environment.
 *
 * CDK's check of the template against AWS's resource schemas is left out: it takes longer than all the rest,
 * changes nothing in the template, and stops every deployment that it must stop.
 * @param engines whose drivers the bundle needs for the databases of this run; default none
 * @throws Error with what the app printed
 */
export async function synthesise(
  directory: string,
  settings: Readonly<Record<string, string>>,
  engines: ReadonlySet<string> = new Set(),
): Promise<void> {
  const named = [...engines].map((engine) => `--engine=${engine}`);
  const app = spawn(process.execPath, [join(project, "bin", "app.ts"), ...named], {
    cwd: project,
    env: {
      ...process.env,
      ...settings,
      CDK_OUTDIR: directory,
      CDK_VALIDATION: "false",
      // Compiling CDK's own code takes a third of the time that is left.
      NODE_COMPILE_CACHE: join(project, "node_modules", ".cache", "compiled"),
    },
    stdio: ["ignore", "pipe", "pipe"],
    windowsHide: true,
  });
  const printed: Buffer[] = [];
  for (const output of [app.stdout, app.stderr]) output.on("data", (chunk: Buffer) => printed.push(chunk));
  const [code] = await once(app, "close");
  if (code !== 0)
    throw new Error(`The stack cannot be synthesised.\n${Buffer.concat(printed).toString("utf8").trim()}`);
}
