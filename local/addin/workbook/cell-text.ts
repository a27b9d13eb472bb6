/**
 * Texts in a workbook's parts have characters that XML does not take as `_x000D_`, and an underscore before
 * such a thing as `_x005F_` (ECMA-376 part 1, section 22.9.2.19, ST_Xstring).
 */
export function decodeCellText(text: string): string {
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** The other direction. A line break and a tab stay as they are. */
export function encodeCellText(text: string): string {
  return text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_").replace(/(?![\n\t])\p{Cc}/gu, (character) => {
    const code = character.charCodeAt(0).toString(16).toUpperCase();
    return `_x${code.padStart(4, "0")}_`;
  });
}
