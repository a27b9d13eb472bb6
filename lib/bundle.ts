import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import type { BuildOptions, OutputFile } from "esbuild";
import { standIns } from "./stand-ins.ts";

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
 * esbuild's own API rather than CDK's `NodejsFunction`, which passes `--outfile` and so cannot split. In a
 * process of its own, because CDK does not wait, and esbuild takes plugins only from those who do.
 * @returns a new folder with the bundle; the caller removes it
 * @throws Error with what is wrong in the source
 */
export function bundle(source: FunctionBundle): string {
  const directory = mkdtempSync(join(tmpdir(), "bundle-"));
  const script = join(import.meta.dirname, "bundle-process.ts");
  const { status, stderr } = spawnSync(process.execPath, [script, directory, JSON.stringify(source)], {
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
    windowsHide: true,
  });
  if (status === 0) return directory;
  rmSync(directory, { recursive: true, force: true });
  throw new Error(stderr.trim());
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
    // ES modules where a package has them too: of AWS's clients, half is then left out or loaded later.
    mainFields: ["module", "main"],
    target: "node24",
    // The last two are pg's, for other platforms, and are not installed.
    external: [...external, "pg-native", "cloudflare:sockets"],
    plugins: [standIns],
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
