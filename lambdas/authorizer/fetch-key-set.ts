import * as v from "valibot";

/** A key of an issuer (RFC 7517 section 4), as far as choosing and checking it needs. */
export interface Jwk {
  readonly kty: string;
  readonly kid?: string | undefined;
  readonly use?: string | undefined;
  readonly alg?: string | undefined;
  readonly key_ops?: readonly string[] | undefined;
  readonly n?: string | undefined;
}

/** A key set, and how long its sender says that it may be kept. */
export interface FetchedKeySet {
  readonly keys: Jwk[];
  /** `max-age` of Cache-Control; null without one. */
  readonly maxAgeSeconds: number | null;
}

/** Larger than any provider's key set. */
const maxBytes = 100_000;
const maxKeys = 100;
const timeoutMs = 2_000;

const text = v.optional(v.string());
const KeySet = v.object({
  keys: v.pipe(
    v.array(
      v.looseObject({
        kty: v.string(),
        kid: text,
        use: text,
        alg: text,
        key_ops: v.optional(v.array(v.string())),
        n: text,
      }),
    ),
    v.maxLength(maxKeys),
  ),
});

/**
 * Fetches a key set with one retry.
 * @throws Error for anything but a 200 with a key set of at most 100 KB and 100 keys within two seconds; a redirect is not
 * followed, for it would let whoever answers name another source of keys
 */
export async function fetchKeySet(uri: string): Promise<FetchedKeySet> {
  try {
    return await fetchOnce(uri);
  } catch {
    return fetchOnce(uri);
  }
}

async function fetchOnce(uri: string): Promise<FetchedKeySet> {
  const response = await fetch(uri, {
    headers: { Accept: "application/jwk-set+json, application/json" },
    redirect: "error",
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`The key set's address answers ${response.status}`);
  }
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new Error(`The key set is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  const { keys } = v.parse(KeySet, JSON.parse(await new Blob(chunks).text()));
  const maxAge = /(?:^|[\s,])max-age=(\d{1,9})/i.exec(response.headers.get("cache-control") ?? "")?.[1];
  return { keys, maxAgeSeconds: maxAge === undefined ? null : Number(maxAge) };
}
