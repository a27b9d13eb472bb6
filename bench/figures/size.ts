/**
 * Bytes that a function loads at its start, minified, by package. What is imported dynamically (drivers,
 * clients of AWS) costs nothing before it is first used, and is counted apart; so is what the first
 * connection of each kind loads.
 */
import type { Metafile } from "esbuild";
import { drivers } from "../../lambdas/settings/connections.ts";
import type { FunctionBundle } from "../../lib/bundle.ts";
import { authorizerBundle, dataBundle } from "../../lib/function-bundles.ts";
import { contentsOf, driverOf, loadedWith, packagesOf } from "../../test/support/bundle-contents.ts";
import { alone, type Figure } from "../figure.ts";

/** A package smaller than this has no line: at the start, and with a driver. */
const leastBytes = 1_000;
const leastDriverBytes = 10_000;

export async function* figures(): AsyncGenerator<Figure> {
  yield* sizesOf("authorizer", authorizerBundle, 50);
  yield* sizesOf("data function", dataBundle([], []), 90);
  for (const engine of Object.keys(drivers)) yield* driverSizes(engine);
}

async function* sizesOf(name: string, bundle: FunctionBundle, goalKb: number): AsyncGenerator<Figure> {
  const metafile = await contentsOf(bundle);
  const loaded = loadedWith(metafile, bundle.entry);
  const code = Object.entries(metafile.outputs).filter(([file]) => file.endsWith(".mjs"));
  const total = code.reduce((sum, [, { bytes }]) => sum + bytes, 0);
  const atStart = code.filter(([file]) => loaded.has(file)).reduce((sum, [, { bytes }]) => sum + bytes, 0);
  yield alone(`${name}: loaded at its start`, "KB", kilobytes(atStart), { atMost: goalKb });
  yield* packagesIn(metafile, loaded, leastBytes);
  if (total === atStart) return;
  yield alone(`${name}: when first used, drivers apart`, "KB", kilobytes(total - atStart), null);
}

/** What the first connection of a kind loads besides. */
async function* driverSizes(engine: string): AsyncGenerator<Figure> {
  const bundle = dataBundle([], [engine]);
  const metafile = await contentsOf(bundle);
  const atStart = loadedWith(metafile, bundle.entry);
  const files = [...loadedWith(metafile, driverOf(engine))].filter((file) => !atStart.has(file));
  const bytes = files.reduce((sum, file) => sum + (metafile.outputs[file]?.bytes ?? 0), 0);
  yield alone(`${engine}: loaded with the first connection`, "KB", kilobytes(bytes), null);
  yield* packagesIn(metafile, new Set(files), leastDriverBytes);
}

function* packagesIn(metafile: Metafile, files: ReadonlySet<string>, least: number): Generator<Figure> {
  for (const [title, bytes] of largestFirst(packagesOf(metafile, files))) {
    if (bytes >= least) yield alone(`of it ${title}`, "KB", kilobytes(bytes), null);
  }
}

const kilobytes = (bytes: number) => bytes / 1000;

function largestFirst(sizes: ReadonlyMap<string, number>) {
  return [...sizes].toSorted(([, one], [, other]) => other - one);
}
