import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { deployCommand, type Verb } from "../lib/deploy/deploy-command.ts";
import { fail } from "../local/command-line/fail.ts";
import { screen } from "../local/command-line/screen.ts";

const [verb, ...words] = process.argv.slice(2);
try {
  process.exitCode = await deployCommand(verb as Verb, words, {
    directory: join(import.meta.dirname, ".."),
    environment: process.env,
    ...screen(process.stderr, process.stderr),
    async run(script, rest, env) {
      const child = spawn(process.execPath, [script, ...rest], {
        cwd: join(import.meta.dirname, ".."),
        env: { ...env },
        stdio: "inherit",
      });
      const [code] = await once(child, "close");
      return code ?? 1;
    },
  });
} catch (error) {
  fail(error);
}
