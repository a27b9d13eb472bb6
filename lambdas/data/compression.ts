import type { Transform } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { constants, createBrotliCompress, createGzip, createZstdCompress } from "node:zlib";
import { chunkBytes } from "../interject/response/chunks.ts";

/** How many chunks are compressed at a time: half a megabyte. */
const together = 8;

const buffers = { highWaterMark: 4 * together * chunkBytes, chunkSize: 2 * chunkBytes };

/**
 * The content codings of an answer (RFC 9110 section 8.4.1), the one that makes a table smallest first. Of
 * tables of mixed columns, gzip's fastest level makes 160 MB/s, four times as many as its default level, for
 * a sixth more bytes. Brotli takes 0.7 of its time for 4 % fewer bytes, Zstandard 0.55 for 13 % fewer.
 * Whatever is given to them comes out at once, for 1 % more.
 */
const codecs = {
  zstd: () =>
    createZstdCompress({
      ...buffers,
      flush: constants.ZSTD_e_flush,
      params: { [constants.ZSTD_c_compressionLevel]: 1 },
    }),
  br: () =>
    createBrotliCompress({
      ...buffers,
      flush: constants.BROTLI_OPERATION_FLUSH,
      params: { [constants.BROTLI_PARAM_QUALITY]: 1 },
    }),
  gzip: () => createGzip({ ...buffers, flush: constants.Z_SYNC_FLUSH, level: constants.Z_BEST_SPEED }),
} as const satisfies Record<string, () => Transform>;

export type Coding = keyof typeof codecs;

/**
 * The coding that an `Accept-Encoding` header wants most, and of several the first of {@link codecs}; null
 * for none (RFC 9110 section 12.5.3). `*` alone names none of them, so it gets the oldest.
 */
export function acceptedCoding(acceptEncoding: string | undefined): Coding | null {
  const weights = new Map(
    (acceptEncoding ?? "").split(",").map((item) => {
      const [coding = "", ...parameters] = item.split(";").map((part) => part.trim().toLowerCase());
      const q = parameters.find((parameter) => parameter.startsWith("q="));
      return [coding, q === undefined ? 1 : Number(q.slice(2))];
    }),
  );
  const wanted = {
    zstd: weights.get("zstd") ?? 0,
    br: weights.get("br") ?? 0,
    gzip: weights.get("gzip") ?? weights.get("x-gzip") ?? weights.get("*") ?? 0,
  };
  const most = Math.max(...Object.values(wanted));
  const codings = Object.keys(codecs) as Coding[];
  return most > 0 ? (codings.find((coding) => wanted[coding] === most) ?? null) : null;
}

export function compressor(coding: Coding): Transform {
  return codecs[coding]();
}

/**
 * Chunks for a compressor, which works in a thread of its own. Between two of them it waits for a turn of the
 * event loop: so each chunk takes a turn, and full ones are gathered, that it waits less often. A chunk that
 * is not full is one that was waited for, and goes on with those before it.
 */
export async function* gathered(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let full: Uint8Array[] = [];
  for await (const chunk of chunks) {
    full.push(chunk);
    if (full.length === together || chunk.byteLength < chunkBytes / 2) {
      yield Buffer.concat(full);
      full = [];
    }
    await setImmediate();
  }
  if (full.length > 0) yield Buffer.concat(full);
}
