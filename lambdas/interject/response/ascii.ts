import { type Chunks, reserve } from "./chunks.ts";

const zero = 0x30;

/** Writes a short text that has nothing to escape. */
export function writeAscii(chunks: Chunks, text: string): void {
  const { length } = text;
  reserve(chunks, length);
  const { bytes, position } = chunks;
  for (let at = 0; at < length; at++) bytes[position + at] = text.charCodeAt(at);
  chunks.position = position + length;
}

/** Writes one ASCII character by its code. */
export function writeByte(chunks: Chunks, code: number): void {
  reserve(chunks, 1);
  chunks.bytes[chunks.position++] = code;
}

/** Writes a whole number from 0 to 2^31 - 1, with zeros in front up to `width` digits. */
export function writeDigits(chunks: Chunks, value: number, width: number): void {
  let digits = 1;
  for (let above = (value / 10) | 0; above > 0; above = (above / 10) | 0) digits++;
  if (digits < width) digits = width;
  reserve(chunks, digits);
  const { bytes, position } = chunks;
  let rest = value | 0;
  for (let at = position + digits - 1; at >= position; at--) {
    const above = (rest / 10) | 0;
    bytes[at] = zero + rest - above * 10;
    rest = above;
  }
  chunks.position = position + digits;
}
