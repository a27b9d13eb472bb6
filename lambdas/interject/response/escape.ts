import { type Chunks, reserve, writeText } from "./chunks.ts";

/**
 * Text inside JSON inside a JSON string, escaped for both in one pass: a quote becomes `\\\"`, a line feed
 * `\\n`. RFC 8259 section 7 says which characters must be escaped. A lone surrogate cannot stand in UTF-8 and
 * becomes `\\ud800`, so that parsing twice gives the same string back.
 */

/** Most bytes that one UTF-16 unit becomes: `\\u001f`. */
const widestUnitBytes = 7;
/** Units written between two looks at the room left. */
const sliceUnits = 1_024;
/** From this length on, looking first and then encoding all at once is faster than unit by unit. */
const longUnits = 64;

const ascii = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** For each unit below U+0080 its bytes when it must be escaped, else null. */
const escapes: readonly (Uint8Array | null)[] = Array.from({ length: 128 }, (_, unit) => {
  const character = String.fromCharCode(unit);
  const once = JSON.stringify(character).slice(1, -1);
  return once === character ? null : ascii(JSON.stringify(once).slice(1, -1));
});

/**
 * 1 for each unit that is written as it is. Looking here is twice as fast as comparing, so it has all units.
 */
const plain = new Uint8Array(65_536);
for (const [unit, escaped] of escapes.entries()) plain[unit] = escaped === null ? 1 : 0;

const none = new Uint8Array();
const surrogateStart = ascii(String.raw`\\ud`);
const hexDigits = ascii("0123456789abcdef");

/** Any unit but those that are encoded as they are: control characters cannot be typed into a pattern. */
const special = /[^ !#-[\]-\ud7ff\ue000-\uffff]/;

/** Writes `text` escaped twice, without quotes around it. */
export function writeEscaped(chunks: Chunks, text: string): void {
  const { length } = text;
  if (length >= longUnits && !special.test(text)) {
    writeText(chunks, text);
    return;
  }
  for (let from = 0; from < length; ) {
    const to = Math.min(length, from + sliceUnits);
    reserve(chunks, (to - from + 1) * widestUnitBytes);
    from = writeSlice(chunks, text, from, to);
  }
}

/**
 * Writes the units from `from` up to `to`, or one more where that would split a pair.
 * @returns where it stopped
 */
function writeSlice(chunks: Chunks, text: string, from: number, to: number): number {
  const { bytes } = chunks;
  let { position } = chunks;
  let at = from;
  while (at < to) {
    const unit = text.charCodeAt(at++);
    if (plain[unit] === 1) bytes[position++] = unit;
    else if (unit < 0x80) position = put(bytes, position, escapes[unit] ?? none);
    else if (unit < 0x800) {
      bytes[position++] = 0xc0 | (unit >> 6);
      bytes[position++] = 0x80 | (unit & 0x3f);
    } else if (unit < 0xd800 || unit > 0xdfff) {
      bytes[position++] = 0xe0 | (unit >> 12);
      bytes[position++] = 0x80 | ((unit >> 6) & 0x3f);
      bytes[position++] = 0x80 | (unit & 0x3f);
    } else {
      const point = text.codePointAt(at - 1) ?? unit;
      if (point > 0xffff) {
        at++;
        bytes[position++] = 0xf0 | (point >> 18);
        bytes[position++] = 0x80 | ((point >> 12) & 0x3f);
        bytes[position++] = 0x80 | ((point >> 6) & 0x3f);
        bytes[position++] = 0x80 | (point & 0x3f);
      } else {
        position = put(bytes, position, surrogateStart);
        for (const digit of [(unit >> 8) & 0xf, (unit >> 4) & 0xf, unit & 0xf]) {
          bytes[position++] = hexDigits[digit] ?? 0;
        }
      }
    }
  }
  chunks.position = position;
  return at;
}

/** A loop, for `set` costs more than the few bytes of an escape. */
function put(bytes: Uint8Array, position: number, escaped: Uint8Array): number {
  for (let at = 0; at < escaped.length; at++) bytes[position + at] = escaped[at] ?? 0;
  return position + escaped.length;
}
