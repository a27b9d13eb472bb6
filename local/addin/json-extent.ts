/** How far a value has been looked through, so that no character is looked at again when more arrive. */
export interface Scan {
  from: number;
  depth: number;
  inText: boolean;
}

/** The length of the value that begins at `at`; null while its end has not arrived. */
export function lengthOfValue(buffer: string, at: number, scan: Scan): number | null {
  // A loop over characters: this is the way of every cell of a large table.
  for (let index = at + scan.from; index < buffer.length; index++) {
    const character = buffer.charCodeAt(index);
    if (scan.inText) {
      if (character === backslash) index++;
      else if (character === quote) {
        scan.inText = false;
        if (scan.depth === 0) return index + 1 - at;
      }
    } else if (character === quote) scan.inText = true;
    else if (isOpening(character)) scan.depth++;
    else if (scan.depth === 0) {
      if (endsScalar(character)) return index - at;
    } else if (isClosing(character) && --scan.depth === 0) return index + 1 - at;
    // An escaped character may lie beyond what has arrived.
    scan.from = index + 1 - at;
  }
  return null;
}

const quote = 0x22;
const backslash = 0x5c;
const isOpening = (character: number) => character === 0x5b || character === 0x7b;
const isClosing = (character: number) => character === 0x5d || character === 0x7d;
const endsScalar = (character: number) =>
  character <= 0x20 || character === 0x2c || character === 0x3a || isClosing(character);

/** How much of a text is whole characters and escapes from `at` on, and whether its closing quote follows. */
export function wholeCharacters(
  buffer: string,
  at: number,
): { readonly length: number; readonly closed: boolean } {
  const mark = /["\\]/g;
  mark.lastIndex = at;
  for (let found = mark.exec(buffer); found !== null; found = mark.exec(buffer)) {
    if (found[0] === '"') return { length: found.index - at, closed: true };
    const end = found.index + (buffer[found.index + 1] === "u" ? 6 : 2);
    if (end > buffer.length) return { length: found.index - at, closed: false };
    mark.lastIndex = end;
  }
  return { length: buffer.length - at, closed: false };
}

/** Whether JSON takes a character for a blank between values. Where a text ends, its NaN is no blank. */
export function isBlank(character: number): boolean {
  return character === 0x20 || character === 0x0a || character === 0x0d || character === 0x09;
}
