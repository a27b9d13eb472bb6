import type { TableSink } from "../response-stream.ts";

/** Lines are written in pieces of about this many characters: a call for each line would be slow. */
const pieceLength = 65_536;

/** Tables as CSV, while they arrive. */
export interface CsvWriter extends TableSink {
  /** Writes what has been kept back for a larger piece. */
  readonly flush: () => Promise<void>;
}

/**
 * Writes tables as CSV (RFC 4180, but with the line ends of a terminal), an empty line between two.
 * @param write is waited for before more rows are taken
 */
export function csvWriter(write: (text: string) => Promise<void>): CsvWriter {
  let kept = "";
  let isFirst = true;
  const flush = async () => {
    const text = kept;
    kept = "";
    if (text !== "") await write(text);
  };
  return {
    table(columns) {
      kept += `${isFirst ? "" : "\n"}${csvLine(columns)}\n`;
      isFirst = false;
    },
    row(cells) {
      kept += `${csvLine(cells)}\n`;
      return kept.length < pieceLength ? undefined : flush();
    },
    flush,
  };
}

function csvLine(cells: readonly unknown[]): string {
  const fields = cells.map((cell) => {
    const text = String(cell ?? "");
    return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  // Programs that read CSV skip an empty line, and would lose the row.
  return fields.length === 1 && fields[0] === "" ? '""' : fields.join(",");
}
