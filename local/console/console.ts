import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import type { Probed } from "../doctor/report.ts";
import { badTokens } from "../identity-provider/access-token.ts";
import type { LocalIssuer } from "../identity-provider/issuer.ts";
import type { LogLines } from "./log-lines.ts";
import { objectionTo } from "./own-requests.ts";
import { buildPage, type PageFiles, pageHtml } from "./page-files.ts";
import { passOn } from "./pass-on.ts";
import { tokenOptions } from "./token-request.ts";
import { swaggerFile, viewerHtml } from "./viewer-files.ts";

/** What the console shows and asks. */
export interface ConsoleOptions {
  /** The first port to try; it takes the next free one. 0 takes any. */
  readonly port: number;
  /** Root URL of the API. */
  readonly apiUrl: string;
  /** Null where another provider signs the tokens: the page takes a pasted one then. */
  readonly issuer: LocalIssuer | null;
  /** The routes as they were synthesised last: a JSON document for the page. */
  readonly routes: () => Promise<string>;
  /** Tries the connections, and lists the routines that data portals can call. */
  readonly probe: () => Promise<Probed>;
  /** Says rule by rule what the settings make of a token. */
  readonly explain: (token: string) => Promise<string>;
  readonly log: LogLines;
}

export interface LocalConsole {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/**
 * Serves the console: a page that calls the API as Excel would, and shows what it sent and got.
 *
 * It listens on the loopback address alone and answers its own pages alone (`own-requests.ts`). Their sources
 * are in `page/`, and `page-files.ts` builds them when a browser first asks; the second page shows the API's
 * description (`viewer-files.ts`). Both call the API through this server (`pass-on.ts`), because the API
 * allows no other origin.
 * @throws the server's error where no port can be had
 */
export async function startConsole(options: ConsoleOptions): Promise<LocalConsole> {
  let files: Promise<PageFiles> | undefined;
  const page = () => {
    files ??= buildPage().catch((error: unknown) => {
      files = undefined;
      throw error;
    });
    return files;
  };
  const server = createServer((incoming, response) => {
    answer(incoming, response).catch((error: unknown) => {
      if (response.headersSent) return void response.destroy();
      const message = error instanceof Error ? error.message : String(error);
      sendJson(response, 400, { message });
    });
  });

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { port } = server.address() as AddressInfo;
    const method = incoming.method ?? "GET";
    const objection = objectionTo(method, incoming.headers, port);
    if (objection !== null) return sendJson(response, 403, { message: objection });
    const url = new URL(incoming.url ?? "/", "http://127.0.0.1");
    if (method === "POST" && url.pathname.startsWith(callPath)) {
      const target = new URL(options.apiUrl);
      // Assigned, so that no path can lead to another host.
      target.pathname = `/${url.pathname.slice(callPath.length)}`;
      target.search = url.search;
      return passOn(target, incoming, response);
    }
    for (const [name, value] of Object.entries(ownAnswer)) response.setHeader(name, value);
    if (method === "GET" && url.pathname === "/openapi.json") {
      const { servedDescription } = await import("./served-description.ts");
      return sendJson(response, 200, servedDescription(await options.routes(), options.apiUrl));
    }
    if (method === "GET") return sendFile(url.pathname, response, page);
    const action = actions(options).get(url.pathname);
    if (action === undefined) return sendJson(response, 404, { message: "The console has no such page." });
    sendJson(response, 200, await action(await json(incoming)));
  }

  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const callPath = "/call/";

/** What the page can ask of the console itself, by path; each gets what was posted. */
function actions(options: ConsoleOptions): ReadonlyMap<string, (posted: unknown) => unknown> {
  const { apiUrl, issuer } = options;
  return new Map<string, (posted: unknown) => unknown>([
    [
      "/about",
      async () => ({
        apiUrl,
        issuer: issuer?.issuer ?? null,
        faults: badTokens,
        routes: JSON.parse(await options.routes()),
      }),
    ],
    [
      "/portals",
      async () => {
        const { servedPortals } = await import("./served-portals.ts");
        return { portals: servedPortals(await options.routes()) };
      },
    ],
    [
      "/portal",
      async (posted) => {
        const { portalSetUp } = await import("./portal-set-up.ts");
        return { text: portalSetUp(posted, await options.routes()) };
      },
    ],
    ["/connections", () => options.probe()],
    [
      "/token",
      (posted) => {
        if (issuer === null) throw new Error("Another identity provider signs the tokens: paste one of its.");
        return { token: issuer.token(tokenOptions(posted, isFault)) };
      },
    ],
    ["/explain", async (posted) => ({ text: await options.explain(textOf(posted, "token")) })],
    ["/log", (posted) => ({ lines: options.log.of(textOf(posted, "requestId")) })],
  ]);
}

const isFault = (name: string): name is keyof typeof badTokens => Object.hasOwn(badTokens, name);

function textOf(posted: unknown, name: string): string {
  const value = typeof posted === "object" && posted !== null ? Reflect.get(posted, name) : undefined;
  if (typeof value === "string") return value;
  throw new Error(`There is no ${name}.`);
}

/** None of it is for another page, another frame or a cache. */
const ownAnswer = {
  "Cache-Control": "no-store",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

async function sendFile(
  path: string,
  response: ServerResponse,
  page: () => Promise<PageFiles>,
): Promise<void> {
  if (path === "/") {
    const { html, headers } = pageHtml();
    response.writeHead(200, headers).end(html);
  } else if (path === "/page.js") send(response, "text/javascript", (await page()).script);
  else if (path === "/page.css") send(response, "text/css", (await page()).style);
  else if (path === "/openapi") {
    const { html, headers } = viewerHtml();
    response.writeHead(200, headers).end(html);
  } else if (path === "/viewer.js") send(response, "text/javascript", (await page()).viewerScript);
  else if (path === "/swagger-ui.js") send(response, "text/javascript", swaggerFile("swagger-ui-bundle.js"));
  else if (path === "/swagger-ui.css") send(response, "text/css", swaggerFile("swagger-ui.css"));
  else sendJson(response, 404, { message: "The console has no such page." });
}

function send(response: ServerResponse, type: string, text: string): void {
  response.setHeader("Content-Type", `${type}; charset=utf-8`);
  response.end(text);
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response
    .writeHead(status, { "Content-Type": "application/json; charset=utf-8" })
    .end(JSON.stringify(value));
}

/** Listens at the first free port from `port` on. */
async function listen(server: Server, port: number): Promise<void> {
  for (let tried = port; ; tried++) {
    server.listen(tried, "127.0.0.1");
    try {
      await once(server, "listening");
      return;
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
      if (!isTaken || tried === port + maxTries || tried === 65_535) throw error;
    }
  }
}

const maxTries = 20;
