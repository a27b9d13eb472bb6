import { briefReport, parseProbed } from "./doctor/report.ts";
import type { LocalApi } from "./start.ts";
import type { TypeCheck } from "./type-check.ts";
import { type Change, watchSources } from "./watch.ts";

/** Tries the connections, and says of each whether it works. Never throws. */
export async function sayWhetherConnected(
  api: Pick<LocalApi, "probe">,
  print: (line: string) => void,
): Promise<void> {
  try {
    const report = briefReport(parseProbed(await api.probe()));
    if (report !== "") print(`${report}\n`);
  } catch (error) {
    print(`The connections cannot be tried: ${messageOf(error)}`);
  }
}

/**
 * Serves sources that change, and says so at once.
 * @param project the project's folder
 * @param types checks the types of what is served then
 * @returns a function that ends it
 */
export function serveChanges(
  project: string,
  api: Pick<LocalApi, "reload">,
  types: Pick<TypeCheck, "check">,
  print: (line: string) => void,
): () => Promise<void> {
  const reload = async (settled: Promise<Change>) => {
    const begun = performance.now();
    print("Reloading…");
    try {
      await api.reload(settled);
      print(`Reloaded in ${((performance.now() - begun) / 1000).toFixed(1)} s.`);
    } catch (error) {
      print(`${messageOf(error)}\nNot reloaded: the code before answers until this is mended.`);
    }
    types.check();
  };
  return watchSources(project, (settled) => void reload(settled));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
