import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What the pages consist of besides their HTML. */
export interface PageFiles {
  readonly script: string;
  readonly style: string;
  /** Of the page that shows the API's description. */
  readonly viewerScript: string;
}

const folder = join(import.meta.dirname, "page");

/**
 * Builds the pages from `page/`. esbuild is loaded here and not at the start, because many a run of `npm
 * start` ends without a look at the page.
 * @throws esbuild's error, which names file and line
 */
export async function buildPage(): Promise<PageFiles> {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    entryPoints: [join(folder, "main.tsx"), join(folder, "viewer.ts")],
    outdir: folder,
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    target: "es2024",
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    logLevel: "silent",
  });
  const [main, viewer] = outputFiles;
  return {
    script: main?.text ?? "",
    style: readFileSync(join(folder, "page.css"), "utf8"),
    viewerScript: viewer?.text ?? "",
  };
}

/** The page's HTML, with the headers that hold for it. */
export interface PageHtml {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The page loads from its own address alone and may be in no frame. The grid adds style sheets while it runs:
 * it knows the nonce that admits them.
 */
export function pageHtml(): PageHtml {
  const nonce = randomBytes(16).toString("base64");
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "connect-src 'self'",
    "img-src 'self' data:",
    // The grid's icons are a font within its style sheet.
    "font-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
  return {
    html: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="style-nonce" content="${nonce}">
<title>Interject data API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css">
<script type="module" src="/page.js"></script>
</head>
<body><div id="console"></div><noscript>The console needs JavaScript.</noscript></body>
</html>
`,
    headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy },
  };
}
