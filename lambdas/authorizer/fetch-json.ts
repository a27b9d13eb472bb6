import type { IncomingMessage } from "node:http";
import { request } from "node:https";

/** Larger than any provider's key set. */
const maxBytes = 100_000;
const timeoutMs = 2_000;
/** Firewalls before identity providers turn away who names no agent. */
const headers = { Accept: "application/json, application/jwk-set+json", "User-Agent": "interject-data-api" };

/** A JSON document, and how long its sender says that it may be kept. */
export interface FetchedJson {
  readonly value: unknown;
  /** `max-age` of Cache-Control, 0 for `no-store` and `no-cache`; null when it says neither. */
  readonly maxAgeSeconds: number | null;
}

/**
 * Fetches a JSON document, with one retry. When `NODE_USE_ENV_PROXY` is 1, Node uses the proxies of the
 * environment (Node.js: "Enterprise network configuration"). A redirect is not followed: it could lead to
 * another party's keys.
 *
 * Node's `fetch` would take 20 ms to load, in which a cold start waits; `https` is loaded for aws-jwt-verify
 * anyway.
 * @throws Error for anything but a 200 with at most 100 KB of JSON within two seconds
 */
export async function fetchJson(address: string): Promise<FetchedJson> {
  try {
    return await fetchOnce(address);
  } catch {
    return fetchOnce(address);
  }
}

async function fetchOnce(address: string): Promise<FetchedJson> {
  const response = await ask(address);
  if (response.statusCode !== 200) {
    response.destroy();
    throw new Error(`${address} answers ${response.statusCode}`);
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new Error(`${address} answers more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return {
    value: JSON.parse(new TextDecoder().decode(Buffer.concat(chunks))),
    maxAgeSeconds: maxAge(response.headers["cache-control"] ?? ""),
  };
}

function ask(address: string): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const options = { headers, signal: AbortSignal.timeout(timeoutMs) };
  requestOf(address)(address, options).once("response", resolve).once("error", reject).end();
  return promise;
}

/**
 * Plain http is for an issuer on this machine alone, and is loaded for it alone: importing `node:http` would
 * load Node's `fetch` with it.
 */
function requestOf(address: string): typeof request {
  return address.startsWith("http:") ? process.getBuiltinModule("node:http").request : request;
}

/** RFC 9111 section 5.2.2. */
function maxAge(cacheControl: string): number | null {
  if (/(?:^|[\s,])no-(?:store|cache)\b/i.test(cacheControl)) return 0;
  const seconds = /(?:^|[\s,])max-age="?(\d{1,9})/i.exec(cacheControl)?.[1];
  return seconds === undefined ? null : Number(seconds);
}
