/** Larger than any provider's key set. */
const maxBytes = 100_000;
const timeoutMs = 2_000;

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
  const response = await fetch(address, {
    headers: { Accept: "application/json, application/jwk-set+json" },
    redirect: "error",
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`${address} answers ${response.status}`);
  }
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new Error(`${address} answers more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return {
    value: JSON.parse(await new Blob(chunks).text()),
    maxAgeSeconds: maxAge(response.headers.get("cache-control") ?? ""),
  };
}

/** RFC 9111 section 5.2.2. */
function maxAge(cacheControl: string): number | null {
  if (/(?:^|[\s,])no-(?:store|cache)\b/i.test(cacheControl)) return 0;
  const seconds = /(?:^|[\s,])max-age="?(\d{1,9})/i.exec(cacheControl)?.[1];
  return seconds === undefined ? null : Number(seconds);
}
