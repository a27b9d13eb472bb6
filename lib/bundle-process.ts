import { build } from "esbuild";
import { bundleOptions, type FunctionBundle, writeBundle } from "./bundle.ts";

/** The process of `bundle`: writes into a folder the bundle of what the second argument says. */
const [directory = "", source = ""] = process.argv.slice(2);
const options = bundleOptions(JSON.parse(source) as FunctionBundle);
// esbuild prints what is wrong.
const made = await build(options).catch(() => null);
if (made === null) process.exitCode = 1;
else writeBundle(made.outputFiles, directory);
