import type { Cell, Column } from "../../interject/response/table.ts";
import type { CallAnswer, StreamedTable } from "./engines/engine.ts";

/**
 * Tables with String columns alone, as Interject's .NET API answers them (a connection's `columnTypes`
 * `"string"`): a filter or an order of a `jDataPortal` formula then compares texts, whatever the database's
 * type. Each cell is the text that it would show otherwise.
 */
export async function* asTexts(tables: AsyncIterable<StreamedTable>): AsyncGenerator<StreamedTable> {
  for await (const { columns, rows } of tables) {
    yield { columns: columns.map(textColumn), rows: textRows(rows) };
  }
}

/** The same of one answer. */
export function answerAsTexts({ columns, row, outputs }: CallAnswer): CallAnswer {
  return { columns: columns.map(textColumn), row: row?.map(asText) ?? null, outputs };
}

function textColumn(column: Column): Column {
  return { name: typeof column === "string" ? column : column.name, type: "String" };
}

async function* textRows(batches: StreamedTable["rows"]): AsyncGenerator<Cell[][]> {
  for await (const batch of batches) yield batch.map((row) => row.map(asText));
}

/** Numbers alone are written without quotation marks otherwise. */
function asText(cell: Cell): Cell {
  return typeof cell === "number" ? String(cell) : cell;
}
