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

/** A page's HTML, with the headers that hold for it. */
export interface PageHtml {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What the pages of the console do not have in common. */
interface OwnPage {
  readonly title: string;
  /** Elements of the head, one a line. */
  readonly head: string;
  readonly body: string;
  /** Directives of the content security policy. */
  readonly policy: readonly string[];
}

/** A page that loads from its own address alone and may be in no frame. */
export function ownPage({ title, head, body, policy }: OwnPage): PageHtml {
  const directives = [
    "default-src 'none'",
    "script-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    ...policy,
  ];
  return {
    html: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
${head}
</head>
<body>${body}</body>
</html>
`,
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": directives.join("; "),
    },
  };
}

/** The console's page. The grid adds style sheets while it runs: it knows the nonce that admits them. */
export function pageHtml(): PageHtml {
  const nonce = randomBytes(16).toString("base64");
  return ownPage({
    title: "Interject data API",
    head: `<meta name="style-nonce" content="${nonce}">
<link rel="stylesheet" href="/page.css">
<script type="module" src="/page.js"></script>`,
    body: '<div id="console"></div><noscript>The console needs JavaScript.</noscript>',
    // The grid's icons are a font within its style sheet.
    policy: [`style-src 'self' 'nonce-${nonce}'`, "font-src data:"],
  });
}
