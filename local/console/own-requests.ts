import type { IncomingHttpHeaders } from "node:http";

/**
 * Why a request does not come from the console's own page; null where it does. The console signs tokens and
 * passes calls on, so that a page of another origin must reach neither:
 *
 * - `Host` must name this address, or else a foreign name that resolves to 127.0.0.1 could read the answers
 *   (DNS rebinding).
 * - A `POST` must bear this origin. Browsers send `Origin` with every `POST` and let no page choose it (Fetch
 *   Standard, section "HTTP extensions").
 * - Anything that another site's page started is refused by `Sec-Fetch-Site`, even to read the page's files.
 */
export function objectionTo(method: string, headers: IncomingHttpHeaders, port: number): string | null {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!hosts.includes(headers.host ?? "")) return "The console answers at its own address alone.";
  const site = headers["sec-fetch-site"];
  const isNavigation = headers["sec-fetch-mode"] === "navigate" && method === "GET";
  // A link that leads here is followed: the page that it opens cannot be read by the page that has the link.
  if (site !== undefined && site !== "same-origin" && site !== "none" && !isNavigation)
    return "The console answers no other page.";
  if (method === "GET") return null;
  if (method !== "POST") return "The console takes GET and POST alone.";
  return headers.origin === `http://${headers.host}` ? null : "The console answers no other page.";
}
