import { basename, join, relative, sep } from "node:path";
import { watch } from "chokidar";

/** What a change of sources asks for: new bundles for the functions, or a new template with them. */
export type Change = "functions" | "stack";

/** Editors save several files, or one in several steps, within this time. */
const quietMs = 100;

/**
 * Watches the sources that `npm start` serves. (Node's own recursive watch loses a file on Linux once an
 * editor has replaced it instead of writing to it.)
 * @param project the project's folder
 * @param changed called at the first of changes at the same time; `settled` comes after the last of them
 * @returns a function that ends it
 */
export function watchSources(
  project: string,
  changed: (settled: Promise<Change>) => void,
): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let waiting: { change: Change; readonly settle: (change: Change) => void } | null = null;
  const settle = () => {
    clearTimeout(timer);
    waiting?.settle(waiting.change);
    waiting = null;
  };
  const watched = ["lambdas", "lib", "reports", "cdk.json", "package.json"].map((name) =>
    join(project, name),
  );
  const watcher = watch(watched, { ignoreInitial: true }).on("all", (_event, file) => {
    const change = changeOf(relative(project, file).split(sep).join("/"));
    if (change === null) return;
    if (waiting === null) {
      const { promise, resolve } = Promise.withResolvers<Change>();
      waiting = { change, settle: resolve };
      changed(promise);
    } else if (change === "stack") waiting.change = change;
    clearTimeout(timer);
    timer = setTimeout(settle, quietMs);
  });
  return async () => {
    settle();
    await watcher.close();
  };
}

/**
 * Watches the files that `npm start` itself reads, to know what it must start.
 * @returns a function that ends it
 */
export function watchStartFiles(project: string, changed: () => void): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const watched = [".env", "local-connections.json"].map((name) => join(project, name));
  const watcher = watch(watched, { ignoreInitial: true }).on("all", () => {
    clearTimeout(timer);
    timer = setTimeout(changed, quietMs);
  });
  return async () => {
    clearTimeout(timer);
    await watcher.close();
  };
}

/** What a changed file asks for; null for a file that is not served. @param file relative to the project */
export function changeOf(file: string): Change | null {
  if (/\.test\.ts$|^\.|~$/.test(basename(file))) return null;
  const isStack = /^(lib|lambdas\/settings)\/|^(reports\/settings|cdk|package)\.json$/.test(file);
  return isStack ? "stack" : "functions";
}
