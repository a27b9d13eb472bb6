import { type ChildProcess, spawn } from "node:child_process";
import { constants, setPriority } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

/** How many mistakes are shown: one change can make hundreds. */
const maxShown = 10;

/** Checks types in the background, one check at a time. */
export interface TypeCheck {
  /** Says what is wrong in the sources as they are now, and later once that it is mended. */
  readonly check: () => void;
  readonly close: () => Promise<void>;
}

/**
 * Runs TypeScript's compiler beside what is served. It keeps nothing from being served, for Node and esbuild
 * leave types out, and it leaves the processors to whoever else wants them.
 * @param project the folder of `tsconfig.json`
 */
export function typeCheck(project: string, print: (line: string) => void): TypeCheck {
  let compiler: ChildProcess | null = null;
  let running: Promise<void> | null = null;
  let isStale = false;
  let hadMistakes = false;
  let closed = false;

  async function checks(): Promise<void> {
    do {
      isStale = false;
      compiler = startCompiler(project);
      const output = compiler.stdout === null ? "" : await text(compiler.stdout);
      if (!isStale && !closed) report(mistakesIn(output));
    } while (isStale && !closed);
    running = null;
  }

  function report(mistakes: readonly string[]): void {
    const more = mistakes.length > maxShown ? [`and ${mistakes.length - maxShown} more`] : [];
    if (mistakes.length > 0)
      print(["TypeScript finds mistakes:", ...mistakes.slice(0, maxShown), ...more].join("\n  "));
    else if (hadMistakes) print("TypeScript finds no more mistakes.");
    hadMistakes = mistakes.length > 0;
  }

  return {
    check() {
      isStale = true;
      running ??= checks();
    },
    async close() {
      closed = true;
      compiler?.kill();
      await running;
    },
  };
}

function startCompiler(project: string): ChildProcess {
  const packages = join(project, "node_modules");
  const compiler = spawn(
    process.execPath,
    [
      join(packages, "typescript", "bin", "tsc"),
      ...["--noEmit", "--pretty", "false"],
      // A second check takes half the time.
      ...["--incremental", "--tsBuildInfoFile", join(project, "cdk.out", "types.tsbuildinfo")],
    ],
    { cwd: project, stdio: ["ignore", "pipe", "ignore"], windowsHide: true },
  );
  if (compiler.pid !== undefined) setPriority(compiler.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  return compiler;
}

/** The compiler's lines that begin a mistake; it explains some in indented lines below. */
function mistakesIn(output: string): string[] {
  return output.split(/\r?\n/).filter((line) => /^\S.*\berror TS\d+:/.test(line));
}
