import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { PageHtml } from "./page-files.ts";

/** A file of Swagger UI, which shows an OpenAPI description (package swagger-ui-dist). */
export function swaggerFile(name: "swagger-ui-bundle.js" | "swagger-ui.css"): string {
  const folder = join(fileURLToPath(import.meta.resolve("swagger-ui-dist/package.json")), "..");
  return readFileSync(join(folder, name), "utf8");
}

/**
 * The page that shows the API's description. It loads from its own address alone and may be in no frame.
 * Swagger UI writes styles into its elements, so this page lets styles stand there, unlike the console's own.
 */
export function viewerHtml(): PageHtml {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "connect-src 'self'",
    "img-src 'self' data:",
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
<title>Interject data API: its description</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/swagger-ui.css">
<script defer src="/swagger-ui.js"></script>
<script defer type="module" src="/viewer.js"></script>
</head>
<body><div id="viewer"></div><noscript>The description needs JavaScript.</noscript></body>
</html>
`,
    headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy },
  };
}
