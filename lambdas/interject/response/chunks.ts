/**
 * Bytes gathered into chunks. What is written goes into a buffer. A full buffer moves to `ready` and is never
 * touched again, so its taker may keep it.
 */
export interface Chunks {
  /** Size of the next buffer. Most answers are small, and garbage of large buffers costs more than theirs. */
  nextBytes: number;
  /** The buffer being filled; bytes from `position` on are free. */
  bytes: Uint8Array;
  position: number;
  /** Finished chunks, oldest first. */
  ready: Uint8Array[];
}

/** Size of an answer's first buffer: each following one is twice as large, up to {@link chunkBytes}. */
export const firstBytes = 8_192;

/**
 * Size of the largest buffers. Large enough that what is done once a chunk costs nothing, small enough to
 * hold many.
 */
export const chunkBytes = 65_536;

const encoder = new TextEncoder();

/** In the place of a buffer that nothing has been written to yet: most answers need no second one. */
const noBytes = new Uint8Array(0);

export function openChunks(): Chunks {
  return { nextBytes: firstBytes, bytes: noBytes, position: 0, ready: [] };
}

/** Makes room for `byteCount` (at most {@link chunkBytes}) bytes behind `position`. */
export function reserve(chunks: Chunks, byteCount: number): void {
  if (chunks.position + byteCount <= chunks.bytes.length) return;
  finishChunk(chunks);
  chunks.bytes = new Uint8Array(Math.max(chunks.nextBytes, byteCount));
  chunks.nextBytes = Math.min(2 * chunks.nextBytes, chunkBytes);
}

/** Moves what has been written so far to `ready`. */
export function finishChunk(chunks: Chunks): void {
  if (chunks.position === 0) return;
  chunks.ready.push(chunks.bytes.subarray(0, chunks.position));
  chunks.bytes = noBytes;
  chunks.position = 0;
}

/** Takes away all that is written; if it is nothing, a space, which JSON allows between any two tokens. */
export function takeWritten(chunks: Chunks): Uint8Array[] {
  if (chunks.position === 0 && chunks.ready.length === 0) writeText(chunks, " ");
  finishChunk(chunks);
  return takeReady(chunks);
}

/** Takes the finished chunks away. */
export function takeReady(chunks: Chunks): Uint8Array[] {
  const { ready } = chunks;
  if (ready.length > 0) chunks.ready = [];
  return ready;
}

/** Writes well-formed text of any length as UTF-8. Whatever must be escaped in it is escaped already. */
export function writeText(chunks: Chunks, text: string): void {
  let rest = text;
  while (rest.length > 0) {
    // Room for the widest code point: else nothing would be written and this would never end.
    reserve(chunks, 4);
    const { read, written } = encoder.encodeInto(rest, chunks.bytes.subarray(chunks.position));
    chunks.position += written;
    rest = rest.slice(read);
  }
}

/** Where writing stands; {@link rewind} goes back to it. Only good until ready chunks are taken. */
export interface Mark {
  readonly ready: number;
  readonly position: number;
}

/** Forgets what was written since `mark`, which was made by the same writer after chunks were last taken. */
export function rewind(chunks: Chunks, mark: Mark): void {
  const finished = chunks.ready[mark.ready];
  if (finished !== undefined) {
    // The buffer that was open then has been finished since, and nobody has it yet: open it again.
    chunks.bytes = new Uint8Array(chunkBytes);
    chunks.bytes.set(finished.subarray(0, mark.position));
    chunks.ready.length = mark.ready;
  }
  chunks.position = mark.position;
}
