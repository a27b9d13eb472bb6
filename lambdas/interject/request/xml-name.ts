/** `_x` and the code of a character in four or eight hexadecimal digits: what .NET writes for one that no XML name may hold. */
const encoded = /_x([0-9a-f]{4}|[0-9a-f]{8})_/gi;

/**
 * The name that an element's name stands for: `Unit_x0020_Price` is `Unit Price`, and `_x005F_x0020_` a literal `_x0020_`
 * (.NET: XmlConvert.DecodeName). A code beyond Unicode is left as it stands.
 */
export function decodeName(name: string): string {
  if (!name.includes("_")) return name;
  return name.replace(encoded, (written, digits: string) => {
    const code = Number.parseInt(digits, 16);
    return code > 0x10ffff ? written : String.fromCodePoint(code);
  });
}
