/**
 * One line for a terminal, with JSON's escapes for what a terminal would obey instead of show: control
 * characters, those that reverse the text, and further line ends.
 */
export function visible(line: string): string {
  return line.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const named = JSON.stringify(character).slice(1, -1);
    return named === character ? character.split("").map(codeUnit).join("") : named;
  });
}

/** JSON itself leaves as they are what is no control character. */
function codeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
