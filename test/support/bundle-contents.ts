import { build, type Metafile } from "esbuild";
import { bundleOptions, type FunctionBundle } from "../../lib/bundle.ts";

/** What esbuild says of a bundle's files. */
export async function contentsOf(source: FunctionBundle): Promise<Metafile> {
  const { metafile } = await build({ ...bundleOptions(source), metafile: true });
  return metafile;
}

/** The file of a bundle that begins with a module, and all that it imports statically. */
export function loadedWith(contents: Metafile, module: string): ReadonlySet<string> {
  const [first] = Object.entries(contents.outputs).find(([, { entryPoint }]) => entryPoint === module) ?? [];
  if (first === undefined) throw new Error(`No file of the bundle begins with ${module}`);
  return withImports(contents, first, new Set());
}

function withImports(contents: Metafile, file: string, found: Set<string>): ReadonlySet<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const { path, kind } of contents.outputs[file]?.imports ?? []) {
    if (kind === "import-statement") withImports(contents, path, found);
  }
  return found;
}

/** Bytes in files of a bundle by package; this project's own lines are one. */
export function packagesOf({ outputs }: Metafile, files: ReadonlySet<string>): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const file of files) {
    for (const [input, { bytesInOutput }] of Object.entries(outputs[file]?.inputs ?? {})) {
      const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? "this project";
      sizes.set(name, (sizes.get(name) ?? 0) + bytesInOutput);
    }
  }
  return sizes;
}

/** The data function's module that a connection of this kind loads first. */
export const driverOf = (engine: string) => `lambdas/data/sql/engines/${engine}/session.ts`;
