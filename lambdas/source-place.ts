import { SourceMap } from "node:module";

/** Of each bundled file that an error was in; null where it has no map that can be read. */
const maps = new Map<string, SourceMap | null>();

/**
 * A line of a stack trace with its place in the source instead of the bundle, `at lambdas/log.ts:80:9`; any
 * other line as it is. Node's `--enable-source-maps` would do the same, and read every map at the start.
 */
export function sourcePlace(line: string): string {
  const [, file = "", row, column] = /(file:\/\/\S+?\.mjs):(\d+):(\d+)\)?$/.exec(line) ?? [];
  const map = mapOf(file);
  if (map === null) return line;
  const origin = map.findOrigin(Number(row), Number(column));
  if (!("fileName" in origin)) return line;
  // Named as from the project's folder, whichever the bundle is in. The bundle's names mean nothing.
  return `at ${origin.fileName.replace(/^(?:\.\.\/)+/, "")}:${origin.lineNumber}:${origin.columnNumber}`;
}

function mapOf(file: string): SourceMap | null {
  let map = maps.get(file);
  if (map === undefined) {
    map = file === "" ? null : readMap(file);
    maps.set(file, map);
  }
  return map;
}

function readMap(file: string): SourceMap | null {
  try {
    // Not imported: as a module of an ES module it would load all that reads files.
    const { readFileSync } = process.getBuiltinModule("node:fs");
    return new SourceMap(JSON.parse(readFileSync(new URL(`${file}.map`), "utf8")));
  } catch {
    return null;
  }
}
