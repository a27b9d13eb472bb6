/** Text as XML content or attribute value. What XML cannot hold at all is left out, as Excel leaves it out of cells. */
export function escapeXml(text: string): string {
  const legal = Array.from(text)
    .filter((character) => isLegal(character.codePointAt(0) ?? 0))
    .join("");
  return legal
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\r", "&#xD;");
}

/** XML 1.0, production 2. */
function isLegal(code: number): boolean {
  return (
    code === 0x9 ||
    code === 0xa ||
    code === 0xd ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    code >= 0x10000
  );
}

/** A column's name as an element name: what is not legal there becomes `_x0020_` (.NET: `XmlConvert.EncodeLocalName`). */
export function encodeName(name: string): string {
  return Array.from(name)
    .map((character, at) => {
      const legal = at === 0 ? /[\p{L}_]/u : /[\p{L}\p{N}_.\-\u00B7]/u;
      // An underscore that would read as the start of an escape is escaped itself.
      const ambiguous =
        character === "_" && /^_x([0-9A-Fa-f]{4}|[0-9A-Fa-f]{8})_/.test(Array.from(name).slice(at).join(""));
      if (legal.test(character) && !ambiguous) return character;
      const code = character.codePointAt(0) ?? 0;
      return `_x${code
        .toString(16)
        .toUpperCase()
        .padStart(code > 0xffff ? 8 : 4, "0")}_`;
    })
    .join("");
}
