/**
 * Bytes that a function loads at its start, minified, by package. What is imported dynamically (drivers,
 * clients of AWS) costs nothing before it is first used, and is counted apart.
 */
import { build, type Metafile } from "esbuild";
import { bundleOptions, type FunctionBundle } from "../../lib/bundle.ts";
import { authorizerBundle, dataBundle } from "../../lib/function-bundles.ts";
import { alone, type Figure } from "../figure.ts";

/** A package smaller than this has no line. */
const leastBytes = 1_000;

export async function* figures(): AsyncGenerator<Figure> {
  yield* sizesOf("authorizer", authorizerBundle, 50);
  yield* sizesOf("data function", dataBundle([], []), 90);
}

async function* sizesOf(name: string, bundle: FunctionBundle, goalKb: number): AsyncGenerator<Figure> {
  const { metafile } = await build({ ...bundleOptions(bundle), metafile: true });
  const first = Object.keys(metafile.outputs).find((file) => file.endsWith("index.mjs")) ?? "";
  const loaded = loadedWith(metafile, first);
  const kilobytes = (bytes: number) => bytes / 1000;
  const code = Object.entries(metafile.outputs).filter(([file]) => file.endsWith(".mjs"));
  const total = code.reduce((sum, [, { bytes }]) => sum + bytes, 0);
  const atStart = code.filter(([file]) => loaded.has(file)).reduce((sum, [, { bytes }]) => sum + bytes, 0);
  yield alone(`${name}: loaded at its start`, "KB", kilobytes(atStart), { atMost: goalKb });
  for (const [title, bytes] of largestFirst(packagesOf(metafile, loaded))) {
    if (bytes >= leastBytes) yield alone(`of it ${title}`, "KB", kilobytes(bytes), null);
  }
  if (total === atStart) return;
  yield alone(`${name}: when first used, drivers apart`, "KB", kilobytes(total - atStart), null);
}

function largestFirst(sizes: ReadonlyMap<string, number>) {
  return [...sizes].toSorted(([, one], [, other]) => other - one);
}

/** A file and all that it imports statically. */
function loadedWith({ outputs }: Metafile, file: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const { path, kind } of outputs[file]?.imports ?? []) {
    if (kind === "import-statement") loadedWith({ outputs } as Metafile, path, found);
  }
  return found;
}

/** Bytes in the bundle by package; this project's own lines are one. */
function packagesOf({ outputs }: Metafile, files: ReadonlySet<string>): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const file of files) {
    for (const [input, { bytesInOutput }] of Object.entries(outputs[file]?.inputs ?? {})) {
      const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? "this project";
      sizes.set(name, (sizes.get(name) ?? 0) + bytesInOutput);
    }
  }
  return sizes;
}
