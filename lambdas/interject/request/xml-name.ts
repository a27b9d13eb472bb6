/** How .NET writes a character that no XML name may hold: `_x`, four or eight hexadecimal digits, `_`. */
const encoded = /_x([0-9a-f]{4}|[0-9a-f]{8})_/gi;

/**
 * The name that an element's name stands for (.NET: XmlConvert.DecodeName). `Unit_x0020_Price` stands for
 * `Unit Price`, `_x005F_x0020_` for a literal `_x0020_`. A code beyond Unicode is left as it stands.
 */
export function decodeName(name: string): string {
  if (!name.includes("_")) return name;
  return name.replace(encoded, (written, digits: string) => {
    const code = Number.parseInt(digits, 16);
    return code > 0x10ffff ? written : String.fromCodePoint(code);
  });
}
