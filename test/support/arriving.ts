import type { TableSink } from "../../local/addin/response-stream.ts";

/** A text that arrives in pieces of a length. */
export async function* piecesOf(text: string, length: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length);
}

/** Keeps the tables that are handed to its sink. */
export function collector(): {
  readonly sink: TableSink;
  readonly tables: { readonly columns: readonly string[]; readonly rows: unknown[] }[];
} {
  const tables: { readonly columns: readonly string[]; readonly rows: unknown[] }[] = [];
  return {
    tables,
    sink: {
      table(columns) {
        tables.push({ columns, rows: [] });
      },
      row(cells) {
        tables.at(-1)?.rows.push(cells);
        return undefined;
      },
    },
  };
}
