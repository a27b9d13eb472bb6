import { FetchError } from "aws-jwt-verify/error";
import { SimpleJwksCache } from "aws-jwt-verify/jwk";

/** Larger than any provider's key set. */
const maxBytes = 100_000;
const timeoutMs = 2_000;

/**
 * The issuers' key sets: fetched when a key is first asked for, once for any number of requests at a time, and again
 * for a `kid` that is not in the set.
 */
export function keySets(): SimpleJwksCache {
  return new SimpleJwksCache({ fetcher: { fetch: fetchKeySet } });
}

/**
 * Fetches a key set with one retry.
 * @throws FetchError for anything but a 200 of at most 100 KB within two seconds; a redirect is not followed, for it would
 * let whoever answers name another source of keys
 */
async function fetchKeySet(uri: string): Promise<ArrayBuffer> {
  try {
    return await fetchOnce(uri);
  } catch {
    return fetchOnce(uri);
  }
}

async function fetchOnce(uri: string): Promise<ArrayBuffer> {
  try {
    const response = await fetch(uri, {
      headers: { Accept: "application/jwk-set+json, application/json" },
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.status !== 200) throw new Error(`status ${response.status}`);
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of response.body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) throw new Error(`more than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
    return new Blob(chunks).arrayBuffer();
  } catch (cause) {
    throw new FetchError(uri, cause instanceof Error ? cause.message : String(cause));
  }
}
