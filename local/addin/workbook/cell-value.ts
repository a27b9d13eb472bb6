import type { CellValue } from "../sheet/sheet.ts";
import { decodeCellText, encodeCellText } from "./cell-text.ts";
import type { CellNode } from "./sheet-cells.ts";

/** What a cell holds (ECMA-376 part 1, section 18.18.11, ST_CellType). */
export function readValue({ value, attributes }: CellNode, texts: readonly string[]): CellValue {
  if (value === null) return null;
  switch (attributes["t"]) {
    case "s":
      return decodeCellText(texts[Number(value)] ?? "");
    case "str":
    case "inlineStr":
      return decodeCellText(value);
    case "b":
      return value === "1" || value === "true";
    case "e":
    case "d":
      return value;
    default:
      return Number(value);
  }
}

/** Gives a cell another value in the place of what it holds, also of a formula. */
export function writeValue(cell: CellNode, value: CellValue): void {
  const { t: _type, cm: _array, vm: _rich, ...attributes } = cell.attributes;
  const type = typeof value === "string" ? "inlineStr" : typeof value === "boolean" ? "b" : null;
  cell.attributes = type === null ? attributes : { ...attributes, t: type };
  cell.value = value === null ? null : textOf(value);
  cell.formula = null;
  cell.source = null;
}

function textOf(value: string | number | boolean): string {
  return typeof value === "string" ? encodeCellText(value) : String(Number(value));
}
