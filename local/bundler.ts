import { fork } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";

/** Makes the bundles of the stack as it was synthesised, from the sources as they are now. */
export interface Bundler {
  /** Settles when it has bundled for the first time, or cannot. */
  readonly ready: Promise<void>;
  /** Whether it has what it compares with, to tell a change of the stack. */
  readonly isReady: () => boolean;
  /**
   * Writes the bundles into `folder`, in a folder for each function.
   * @returns whether the sources make another stack: one with other routes
   * @throws Error with what is wrong in the sources
   */
  readonly bundle: (folder: string) => Promise<{ readonly changesStack: boolean }>;
  readonly close: () => Promise<void>;
}

/** What `bin/bundles.ts` answers to a folder. */
type Answer = { readonly routes: string } | { readonly problem: string };

/**
 * Starts the process that bundles, and lets it bundle once: what it has read, it need not read again.
 * @param folder for these first bundles, which nobody runs
 */
export function startBundler(
  settings: Readonly<Record<string, string>>,
  engines: ReadonlySet<string>,
  folder: string,
): Bundler {
  const project = join(import.meta.dirname, "..");
  const named = [...engines].map((engine) => `--engine=${engine}`);
  const child = fork(join(project, "bin", "bundles.ts"), named, {
    cwd: project,
    env: { ...process.env, ...settings },
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  const ended = once(child, "exit");
  let routes: string | null = null;
  const asked = (into: string): Promise<Answer> => {
    const answered = once(child, "message") as Promise<[Answer]>;
    child.send(into);
    return Promise.race([
      answered.then(([answer]) => answer),
      ended.then(() => ({ problem: "The process that makes the bundles has ended. Start again." })),
    ]);
  };
  const ready = asked(folder).then((answer) => {
    rmSync(folder, { recursive: true, force: true });
    if ("routes" in answer) routes = answer.routes;
  });
  return {
    ready,
    isReady: () => routes !== null && child.connected,
    async bundle(into) {
      const answer = await asked(into);
      if ("problem" in answer) throw new Error(answer.problem);
      return { changesStack: answer.routes !== routes };
    },
    async close() {
      child.kill();
      await ended;
    },
  };
}
