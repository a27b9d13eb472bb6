import type { AddinResult } from "./response.ts";
import { encodeName, escapeAttribute, escapeXml } from "./xml.ts";

/** A table in the sheet; an empty cell is an empty text. */
export interface SheetTable {
  /**
   * If the first column is `Row`, its cells are the sheet's row numbers. Otherwise the rows begin at row 18.
   */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const rowColumn = "Row";
const firstRow = 18;

/** The `XMLDataToSave` element for a table (protocol section 3). */
export function saveXml(table: SheetTable): string {
  const { columns, rows } = withRows(table);
  const elements = columns.map(encodeName);
  const head = columns.map(
    (name) => `<c Column="${escapeAttribute(name)}" OrigValue="${escapeAttribute(name)}"/>`,
  );
  const body = rows.map((row) => {
    const cells = elements.map((element, at) => {
      const text = row[at] ?? "";
      return text === "" ? `<${element}/>` : `<${element}>${escapeXml(text)}</${element}>`;
    });
    return `<r>${cells.join("")}</r>`;
  });
  return `<XMLDataToSave>${head.join("")}${body.join("")}</XMLDataToSave>`;
}

/** How the returned rows meet those that were sent: by the sheet's row number, in the column `Row`. */
export type SaveResults =
  | { readonly kind: "matched" }
  /** There is no column to match by. */
  | { readonly kind: "no-row-column" }
  | {
      readonly kind: "unmatched";
      /** Row numbers that were sent, and for which nothing came back. */
      readonly missing: readonly string[];
      /** Row numbers that came back without having been sent. */
      readonly unknown: readonly string[];
    };

/** Finds the sheet's rows for the results of a save. */
export function saveResults(sent: SheetTable, { tables }: AddinResult): SaveResults {
  const returned = tables.find(({ columns }) => columns.includes(rowColumn));
  if (returned === undefined) return { kind: "no-row-column" };
  const at = returned.columns.indexOf(rowColumn);
  const there = new Set(returned.rows.map((row) => String(row[at] ?? "")));
  const here = new Set(withRows(sent).rows.map((row) => row[0] ?? ""));
  const missing = [...here].filter((row) => !there.has(row));
  const unknown = [...there].filter((row) => !here.has(row));
  return missing.length + unknown.length === 0
    ? { kind: "matched" }
    : { kind: "unmatched", missing, unknown };
}

function withRows(table: SheetTable): SheetTable {
  if (table.columns[0] === rowColumn) return table;
  return {
    columns: [rowColumn, ...table.columns],
    rows: table.rows.map((row, at) => [String(firstRow + at), ...row]),
  };
}
