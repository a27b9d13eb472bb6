/**
 * One line for a terminal, with escapes for what a terminal would obey instead of show: control characters,
 * those that reverse the text, and further line ends.
 */
export function visible(line: string): string {
  return line.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => JSON.stringify(character).slice(1, -1));
}
