import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";

/** A cell of a test's sheet: a text, a number, or a formula with `=` in front and maybe what it shows. */
export type TestCell = string | number | null | { readonly xml: string };

const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packaged = "http://schemas.openxmlformats.org/package/2006/relationships";

/** Parts of an Excel file beside its sheets, by their names. */
export interface MoreParts {
  readonly [name: string]: string;
}

/** What a sheet has around its cells, by the sheet's name. */
export interface Surroundings {
  readonly [tab: string]: { readonly before?: string; readonly after?: string };
}

/** An Excel file whose sheets have the given cells, row after row from A1 on. */
export function excelFile(
  sheets: Readonly<Record<string, readonly (readonly TestCell[])[]>>,
  options: { readonly names?: string; readonly around?: Surroundings; readonly parts?: MoreParts } = {},
): Uint8Array {
  const tabs = Object.keys(sheets);
  const parts: Record<string, string> = {
    "[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>`,
    "_rels/.rels": `<Relationships xmlns="${packaged}"><Relationship Id="r1" Type="${relationships}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `<workbook xmlns="${main}" xmlns:r="${relationships}"><sheets>${tabs
      .map((tab, at) => `<sheet name="${escaped(tab)}" sheetId="${at + 1}" r:id="s${at + 1}"/>`)
      .join("")}</sheets>${options.names ?? ""}</workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships xmlns="${packaged}">${tabs
      .map(
        (_, at) =>
          `<Relationship Id="s${at + 1}" Type="${relationships}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`,
      )
      .join("")}<Relationship Id="st" Type="${relationships}/styles" Target="styles.xml"/></Relationships>`,
    // Style 1 is a date, style 2 a text, style 3 a number with two decimals.
    "xl/styles.xml": `<styleSheet xmlns="${main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="49"/><xf numFmtId="2"/></cellXfs></styleSheet>`,
  };
  for (const [at, tab] of tabs.entries()) {
    const { before = "", after = "" } = options.around?.[tab] ?? {};
    const rows = (sheets[tab] ?? []).map(rowXml).join("");
    parts[`xl/worksheets/sheet${at + 1}.xml`] =
      `<?xml version="1.0" encoding="UTF-8"?>\r\n<worksheet xmlns="${main}" xmlns:r="${relationships}">${before}<sheetData>${rows}</sheetData>${after}</worksheet>`;
  }
  const all = Object.entries({ ...parts, ...options.parts });
  return zipSync(Object.fromEntries(all.map(([name, text]) => [name, strToU8(text)])));
}

/** The texts of a file's parts, by their names. */
export function partsOf(bytes: Uint8Array): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(unzipSync(bytes)).map(([name, part]) => [name, strFromU8(part)]));
}

function rowXml(cells: readonly TestCell[], at: number): string {
  const written = cells.map((cell, column) => {
    const place = `${String.fromCharCode(65 + column)}${at + 1}`;
    if (cell === null) return "";
    if (typeof cell === "number") return `<c r="${place}"><v>${cell}</v></c>`;
    if (typeof cell === "object") return cell.xml.replace("<c ", `<c r="${place}" `);
    if (cell.startsWith("=")) return `<c r="${place}"><f>${escaped(cell.slice(1))}</f></c>`;
    return `<c r="${place}" t="inlineStr"><is><t>${escaped(cell)}</t></is></c>`;
  });
  return `<row r="${at + 1}">${written.join("")}</row>`;
}

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
