import { writeAscii } from "./ascii.ts";
import { type Chunks, reserve } from "./chunks.ts";
import { writeEscaped } from "./escape.ts";
import { formatBase64 } from "./format-base64.ts";
import { formatDate } from "./format-date.ts";
import { formatNumber } from "./format-number.ts";
import type { Cell } from "./table.ts";

const backslash = 0x5c;
const quote = 0x22;

/**
 * Writes one cell as JSON inside a JSON string, in the form that {@link Cell} gives each kind.
 * @throws TypeError for a date outside the years 1 to 9999 and for a value that is no cell
 */
export function writeCell(chunks: Chunks, cell: Cell | undefined): void {
  if (typeof cell === "string") {
    writeQuote(chunks);
    writeEscaped(chunks, cell);
    writeQuote(chunks);
  } else if (typeof cell === "number") {
    // JSON has no word for NaN and the infinities (RFC 8259 section 6).
    if (Number.isFinite(cell)) formatNumber(chunks, cell);
    else writeQuoted(chunks, String(cell), writeAscii);
  } else if (cell === null) writeAscii(chunks, "null");
  else if (typeof cell === "boolean") writeQuoted(chunks, cell ? "True" : "False", writeAscii);
  else if (typeof cell === "bigint") writeQuoted(chunks, String(cell), writeEscaped);
  else if (cell instanceof Date) writeQuoted(chunks, formatDate(cell), writeAscii);
  else if (cell instanceof Uint8Array) writeQuoted(chunks, cell, formatBase64);
  else
    throw new TypeError(
      `a cell must be text, a number, a boolean, a Date, bytes or null, not ${typeof cell}`,
    );
}

function writeQuoted<T>(chunks: Chunks, value: T, write: (chunks: Chunks, value: T) => void): void {
  writeQuote(chunks);
  write(chunks, value);
  writeQuote(chunks);
}

function writeQuote(chunks: Chunks): void {
  reserve(chunks, 2);
  chunks.bytes[chunks.position++] = backslash;
  chunks.bytes[chunks.position++] = quote;
}
