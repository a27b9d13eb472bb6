import { cellName } from "../sheet/reference.ts";
import { escapeAttribute, escapeXml } from "../xml.ts";
import type { CellNode, RowNode, SheetParts } from "./sheet-cells.ts";

/** A worksheet's part again: what has not changed, as it was written. */
export function writeSheet({ head, tail, prefix, rows }: SheetParts): string {
  const written = [...rows]
    .toSorted(([one], [other]) => one - other)
    .map(([number, row]) => rowXml(prefix, number, row));
  return `${head}<${prefix}sheetData>${written.join("")}</${prefix}sheetData>${tail}`;
}

function rowXml(prefix: string, number: number, { attributes, source, cells }: RowNode): string {
  const tag = source ?? `<${prefix}row r="${number}"${attributesXml(attributes)}>`;
  const inner = [...cells]
    .toSorted(([one], [other]) => one - other)
    .map(([, cell]) => cell.source ?? cellXml(prefix, cell));
  return `${tag}${inner.join("")}</${prefix}row>`;
}

/** A text is written into the cell itself, so that the part with the shared texts stays as it is. */
function cellXml(prefix: string, { row, column, attributes, formula, value }: CellNode): string {
  const tag = `<${prefix}c r="${cellName(row, column)}"${attributesXml(attributes)}`;
  const inner = [
    formula === null
      ? ""
      : `<${prefix}f${attributesXml(formula.attributes)}>${escapeXml(formula.text)}</${prefix}f>`,
    value === null
      ? ""
      : attributes["t"] === "inlineStr"
        ? `<${prefix}is><${prefix}t xml:space="preserve">${escapeXml(value)}</${prefix}t></${prefix}is>`
        : `<${prefix}v>${escapeXml(value)}</${prefix}v>`,
  ].join("");
  return inner === "" ? `${tag}/>` : `${tag}>${inner}</${prefix}c>`;
}

function attributesXml(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeAttribute(value)}"`)
    .join("");
}
