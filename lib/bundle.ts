import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { type BuildOptions, buildSync, type OutputFile } from "esbuild";

const projectDirectory = join(import.meta.dirname, "..");

/**
 * Nothing is written here: esbuild hands files over in memory, so paths in source maps are always the same.
 */
const nominalDirectory = join(projectDirectory, "bundle");

/** What a function's bundle is made of. */
export interface FunctionBundle {
  /** Module that exports `handler`, relative to the project. */
  readonly entry: string;
  /** Packages that stay out: what the settings make sure is never loaded; default none. */
  readonly external?: readonly string[];
}

/**
 * Bundles one function.
 *
 * esbuild's own API rather than CDK's `NodejsFunction`, which passes `--outfile` and so cannot split.
 * @returns a new folder with the bundle; the caller removes it
 * @throws Error of esbuild, after it has printed what is wrong in the source
 */
export function bundle(source: FunctionBundle): string {
  const { outputFiles } = buildSync(bundleOptions(source));
  const directory = mkdtempSync(join(tmpdir(), "bundle-"));
  writeBundle(outputFiles, directory);
  return directory;
}

/**
 * A bundle for Node 24: minified ES modules, `index.mjs` and a chunk for whatever is imported dynamically, so
 * that a driver or client costs nothing until it is first used. The same source gives the same bytes on every
 * machine and in every output folder, so an unchanged function is not deployed again.
 */
export function bundleOptions({ entry, external = [] }: FunctionBundle) {
  return {
    absWorkingDir: projectDirectory,
    entryPoints: [{ in: entry, out: "index" }],
    outdir: nominalDirectory,
    outExtension: { ".js": ".mjs" },
    chunkNames: "chunk-[hash]",
    write: false,
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "node",
    target: "node24",
    // The last two are pg's, for other platforms, and are not installed.
    external: [...external, "pg-native", "cloudflare:sockets"],
    // A third of tedious, for ways to sign in that this API does not use. tedious loads it at its start, and
    // needs none of its names before such a sign-in: so any module will do in its place.
    alias: { "@azure/identity": "node:module" },
    // For `lambdas/source-place.ts`, which needs no source text.
    sourcemap: true,
    sourcesContent: false,
    // CommonJS dependencies call `require` for Node's own modules, which an ES module does not have.
    banner: {
      js: 'import{createRequire as nodeRequire}from"node:module";const require=nodeRequire(import.meta.url);',
    },
  } as const satisfies BuildOptions;
}

/** Writes what esbuild has made with {@link bundleOptions}. */
export function writeBundle(files: readonly OutputFile[], directory: string): void {
  for (const file of files) {
    const target = join(directory, relative(nominalDirectory, file.path));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, file.contents);
  }
}
