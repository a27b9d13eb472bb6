import { SaxesParser } from "saxes";
import type { CellFormat } from "../sheet/sheet.ts";

/**
 * How the cell styles of a workbook show numbers, by the style's number (ECMA-376 part 1, section 18.8.30).
 */
export function readStyles(xml: string): readonly CellFormat[] {
  const codes = new Map<number, string>();
  const formats: number[] = [];
  let isCell = false;
  const parser = new SaxesParser();
  parser.on("opentag", ({ name, attributes }) => {
    const local = name.slice(name.indexOf(":") + 1);
    if (local === "numFmt") codes.set(Number(attributes["numFmtId"]), attributes["formatCode"] ?? "");
    else if (local === "cellXfs") isCell = true;
    else if (local === "xf" && isCell) formats.push(Number(attributes["numFmtId"] ?? 0));
  });
  parser.on("closetag", ({ name }) => {
    if (name.slice(name.indexOf(":") + 1) === "cellXfs") isCell = false;
  });
  parser.on("error", (error) => {
    throw error;
  });
  parser.write(xml).close();
  return formats.map((id) => formatOf(id, codes.get(id)));
}

function formatOf(id: number, code: string | undefined): CellFormat {
  if (id === 49 || code === "@") return "text";
  if (code === undefined) return (id >= 14 && id <= 22) || (id >= 45 && id <= 47) ? "date" : "general";
  // Texts in quotes, escaped characters and brackets such as [Red] are no part of the date; [h] is.
  const letters = code.replace(/"[^"]*"|\\.|\[(?![hms]+\])[^\]]*\]/gi, "");
  return /[ymdhs]/i.test(letters) ? "date" : "general";
}
