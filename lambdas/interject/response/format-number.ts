import { writeAscii, writeByte, writeDigits } from "./ascii.ts";
import type { Chunks } from "./chunks.ts";

const minus = 0x2d;
const point = 0x2e;
/** Six decimals below a thousand million are 15 digits at most. */
const scale = 1_000_000;
const decimals = 6;
const limit = 1_000_000_000;

/**
 * Writes a finite number as JSON: the shortest digits that parse to the same number.
 *
 * Whole numbers, amounts and rates with up to six decimals, of which reports are full, are written digit by
 * digit: several times as fast as through a string. That is exact, for no two decimals of up to 15 digits are
 * the same double.
 */
export function formatNumber(chunks: Chunks, value: number): void {
  const size = Math.abs(value);
  if (size < limit) {
    const scaled = Math.round(size * scale);
    if (scaled / scale === size) {
      if (value < 0) writeByte(chunks, minus);
      const whole = Math.floor(size);
      writeDigits(chunks, whole, 1);
      const fraction = scaled - whole * scale;
      if (fraction > 0) writeFraction(chunks, fraction);
      return;
    }
  }
  writeAscii(chunks, String(value));
}

function writeFraction(chunks: Chunks, fraction: number): void {
  writeByte(chunks, point);
  let rest = fraction;
  let width = decimals;
  for (; rest % 10 === 0; rest /= 10) width--;
  writeDigits(chunks, rest, width);
}
