/** Text as XML content. What XML cannot hold at all is left out, as Excel leaves it out of cells. */
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

/**
 * Text as an attribute's value. A reader turns a plain line break or tab there into a space (XML
 * 1.0 section 3.3.3).
 */
export function escapeAttribute(text: string): string {
  return escapeXml(text).replaceAll("\n", "&#xA;").replaceAll("\t", "&#x9;");
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

/**
 * A column's name as an element name: what is not legal there becomes `_x0020_` (.NET:
 * `XmlConvert.EncodeLocalName`).
 */
export function encodeName(name: string): string {
  return Array.from(name)
    .map((character, at, all) => {
      const legal = at === 0 ? nameStart : nameCharacter;
      // An underscore that would read as the start of an escape is escaped itself.
      const ambiguous =
        character === "_" && /^_x([0-9A-Fa-f]{4}|[0-9A-Fa-f]{8})_/.test(all.slice(at).join(""));
      if (legal.test(character) && !ambiguous) return character;
      const code = character.codePointAt(0) ?? 0;
      return `_x${code
        .toString(16)
        .toUpperCase()
        .padStart(code > 0xffff ? 8 : 4, "0")}_`;
    })
    .join("");
}

/**
 * Letters and digits that XML 1.0 allows in names in its fourth edition, by which .NET goes, and in its fifth
 * (production 4): of the letters not \u00AA, \u00B5 and \u00BA, of the numbers not \u00B2 and its like.
 */
const nameStart = /^[A-Z_a-z[\p{L}&&[\u00C0-\u1FFF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD]]]$/v;
const nameCharacter =
  /^[A-Z_a-z0-9.\-\u00B7[[\p{L}\p{Nd}]&&[\u00C0-\u1FFF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD]]]$/v;
