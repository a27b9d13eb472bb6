import { writeByte } from "./ascii.ts";
import { writeCell } from "./cell.ts";
import { type Chunks, rewind } from "./chunks.ts";
import type { Row } from "./table.ts";

const comma = 0x2c;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/**
 * Whether an item of an async source is a batch of rows. An empty item is an empty batch: cursors end with
 * such an item, and a row has cells.
 */
export function isBatch(item: Row | readonly Row[]): item is readonly Row[] {
  return item.length === 0 || Array.isArray(item[0]);
}

/**
 * Writes a row, with null for cells that are missing at its end. Writes nothing when it throws.
 * @throws TypeError for a row longer than the columns and for a value that is no cell: errors of a report
 */
export function writeRow(chunks: Chunks, row: Row, columnCount: number, isFirst: boolean): void {
  if (row.length > columnCount) {
    throw new TypeError(`it has ${row.length} cells for ${columnCount} columns`);
  }
  const start = { ready: chunks.ready.length, position: chunks.position };
  let column = 0;
  try {
    if (!isFirst) writeByte(chunks, comma);
    writeByte(chunks, openBracket);
    for (; column < columnCount; column++) {
      if (column > 0) writeByte(chunks, comma);
      writeCell(chunks, row[column]);
    }
    writeByte(chunks, closeBracket);
  } catch (cause) {
    rewind(chunks, start);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TypeError(`in column ${column + 1}, ${reason}`, { cause });
  }
}
