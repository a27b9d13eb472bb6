import type { Cell } from "../../../interject/response/table.ts";

/** A cell as the text of an output parameter: a boolean as `True` or `False`, bytes as base64. */
export function cellText(cell: Cell): string | null {
  if (cell === null) return null;
  if (typeof cell === "boolean") return cell ? "True" : "False";
  if (cell instanceof Uint8Array) return Buffer.from(cell).toString("base64");
  return cell instanceof Date ? cell.toISOString() : String(cell);
}
