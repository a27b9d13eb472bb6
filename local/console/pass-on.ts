import { type IncomingMessage, request, type ServerResponse } from "node:http";

/** Headers of the page's request that the API gets; the browser's own say nothing that Excel would send. */
const passed = ["authorization", "content-type", "x-correlation-id"];

/** Where the page puts the method that the API is to see. */
const methodHeader = "console-method";

/**
 * Passes the page's call on to the API, and the answer back while it arrives. Where the page gives up, the
 * API's caller is gone too.
 * @param target the address at the API
 */
export function passOn(target: URL, incoming: IncomingMessage, response: ServerResponse): void {
  const method = incoming.headers[methodHeader] === "GET" ? "GET" : "POST";
  const headers = Object.fromEntries(
    passed.flatMap((name) => {
      const value = incoming.headers[name];
      return typeof value === "string" ? [[name, value]] : [];
    }),
  );
  const call = request(target, { method, headers, agent: false }, (answer) => {
    const given = Object.entries(answer.headers).filter(([name]) => !hopHeaders.has(name));
    response.writeHead(answer.statusCode ?? 502, Object.fromEntries(given));
    response.flushHeaders();
    // An answer that breaks off must break off for the page too: it would look whole otherwise.
    answer.on("error", () => response.destroy());
    answer.pipe(response);
  });
  call.on("error", (error) => {
    if (response.headersSent) response.destroy();
    else response.writeHead(502, { "Content-Type": "application/json" }).end(notReached(error));
  });
  response.once("close", () => call.destroy());
  if (method === "GET") call.end();
  else incoming.pipe(call);
}

/** RFC 9110 section 7.6.1: what holds for one connection alone. */
const hopHeaders: ReadonlySet<string> = new Set(["connection", "keep-alive", "transfer-encoding"]);

const notReached = (error: Error) =>
  JSON.stringify({ message: `The API does not answer: ${error.message}.` });
