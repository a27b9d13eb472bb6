import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ownPage, type PageHtml } from "./page-files.ts";

/** A file of Swagger UI, which shows an OpenAPI description (package swagger-ui-dist). */
export function swaggerFile(name: "swagger-ui-bundle.js" | "swagger-ui.css"): string {
  const folder = join(fileURLToPath(import.meta.resolve("swagger-ui-dist/package.json")), "..");
  return readFileSync(join(folder, name), "utf8");
}

/**
 * The page that shows the API's description. Swagger UI writes styles into its elements, so this page lets
 * styles stand there, unlike the console's own.
 */
export function viewerHtml(): PageHtml {
  return ownPage({
    title: "Interject data API: its description",
    head: `<link rel="stylesheet" href="/swagger-ui.css">
<script defer src="/swagger-ui.js"></script>
<script type="module" src="/viewer.js"></script>`,
    body: '<div id="viewer"></div><noscript>The description needs JavaScript.</noscript>',
    policy: ["style-src 'self' 'unsafe-inline'"],
  });
}
