import type { Row } from "../../../interject/response/table.ts";

/** About how much memory a row takes: the characters of its texts and the bytes of its binary cells. */
export function rowSize(row: Row): number {
  let size = 0;
  for (const cell of row) if (typeof cell === "string" || cell instanceof Uint8Array) size += cell.length;
  return size;
}
