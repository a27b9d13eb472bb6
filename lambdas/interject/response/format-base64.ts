import { type Chunks, reserve } from "./chunks.ts";

const alphabet = Uint8Array.from(
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
  (character) => character.charCodeAt(0),
);
const padding = 0x3d;

/** Writes bytes as base64 (RFC 4648 section 4), straight into the buffer: its alphabet needs no escaping. */
export function formatBase64(chunks: Chunks, data: Uint8Array): void {
  for (let at = 0; at < data.length; at += 3) {
    reserve(chunks, 4);
    const { bytes, position } = chunks;
    const second = data[at + 1];
    const third = data[at + 2];
    const bits = ((data[at] ?? 0) << 16) | ((second ?? 0) << 8) | (third ?? 0);
    bytes[position] = alphabet[bits >> 18] ?? 0;
    bytes[position + 1] = alphabet[(bits >> 12) & 0x3f] ?? 0;
    bytes[position + 2] = second === undefined ? padding : (alphabet[(bits >> 6) & 0x3f] ?? 0);
    bytes[position + 3] = third === undefined ? padding : (alphabet[bits & 0x3f] ?? 0);
    chunks.position = position + 4;
  }
}
