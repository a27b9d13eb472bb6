import { writeByte } from "./ascii.ts";
import { writeCell } from "./cell.ts";
import { type Chunks, rewind } from "./chunks.ts";
import type { ColumnRule } from "./column-rule.ts";
import type { Row } from "./table.ts";

const comma = 0x2c;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/**
 * Whether an item of an async source is a batch of rows. An empty item is an empty batch: cursors end with
 * such an item, and a row has cells.
 */
export function isBatch(item: Row | readonly Row[]): item is readonly Row[] {
  return Array.isArray(item) && (item.length === 0 || Array.isArray(item[0]));
}

/**
 * Writes a row. Writes nothing when it throws.
 * @throws TypeError for what is no row of these columns, an error of the report: the words name the column
 * and never a cell's value
 */
export function writeRow(chunks: Chunks, row: Row, columns: readonly ColumnRule[], isFirst: boolean): void {
  if (!Array.isArray(row)) throw new TypeError("it must be a list of cells, in the order of the columns");
  if (row.length !== columns.length) {
    throw new TypeError(`it has ${row.length} cells for ${columns.length} columns`);
  }
  const start = { ready: chunks.ready.length, position: chunks.position };
  let at = 0;
  try {
    if (!isFirst) writeByte(chunks, comma);
    writeByte(chunks, openBracket);
    for (const column of columns) {
      if (at > 0) writeByte(chunks, comma);
      const cell = row[at];
      if (cell !== null && column.expected !== null && !column.takes(cell))
        throw new TypeError(`a cell must be ${column.expected}`);
      writeCell(chunks, cell);
      at++;
    }
    writeByte(chunks, closeBracket);
  } catch (cause) {
    rewind(chunks, start);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TypeError(`in column ${at + 1} (${columns[at]?.name}), ${reason}`, { cause });
  }
}
