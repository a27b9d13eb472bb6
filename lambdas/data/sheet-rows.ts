import { RequestInvalid, UserError } from "../interject/errors.ts";
import type { ParameterEntries, ParameterValues } from "../interject/request/parameter.ts";
import type { SaveRow, SaveTable } from "../interject/request/save.ts";
import { cellOf, savedRows } from "../interject/request/save-columns.ts";
import type { Cell, Table } from "../interject/response/table.ts";

/** A row that a save sends, with the cells of its declared columns read. */
export interface SheetRow<Columns extends ParameterEntries = ParameterEntries> {
  /** The row's number in the sheet. */
  readonly number: number;
  readonly values: ParameterValues<Columns>;
  /**
   * Marks the row as wrong, with a sentence for the person in Excel. The report goes on, so that it can mark
   * other rows too; when it has ended, nothing is saved.
   */
  readonly fail: (reason: string) => void;
  /** Answers cells for columns of the formula's ResultsRange, by name; without it `Status` is `Saved`. */
  readonly result: (cells: Readonly<Record<string, Cell>>) => void;
}

/** Rows of a save are wrong: nothing is saved, and `answer` marks each of them. */
export class RowsRefused extends UserError {
  readonly answer: Table;

  constructor(message: string, answer: Table) {
    super(message);
    this.answer = answer;
  }
}

/** A saved table while a report works on it. */
export interface SavedSheet<Columns extends ParameterEntries> {
  /** In the sheet's order. */
  readonly rows: readonly SheetRow<Columns>[];
  /**
   * @param stopped why the report went no further, where it did not come to its end
   * @throws RowsRefused where any row has been marked as wrong
   */
  readonly refuseWrong: (stopped?: string) => void;
  /** The saved table with the results behind its columns (protocol section 4). */
  readonly answer: () => Table;
}

/** The column of the ResultsRange in which each row says what became of it. */
const statusColumn = "Status";
const otherRowsWrong = "Not saved, because other rows are wrong.";

/** The error text names so many rows; beyond them the rows' own cells do. */
const maxNamedRows = 20;

/**
 * Reads a saved table's rows as a report declares their columns.
 * @throws RequestInvalid `save` when a column is missing or there twice, or a row has no number; RowsRefused
 * with every row that does not fit the declarations
 */
export function sheetRows<const Columns extends ParameterEntries>(
  table: SaveTable,
  columns: Columns,
): SavedSheet<Columns> {
  const numberCell = cellOf(table, "Row");
  const wrong = new Map<SaveRow, string>();
  const results = new Map<SaveRow, Results>();
  let ended = false;

  const fail = (row: SaveRow, reason: string) => {
    if (ended) throw new Error("A row was marked as wrong after the report had ended: await what marks it");
    const lines = reason.split("\n").map((line) => line.trim());
    const sentence = lines.join(" ").trim() || "This row is wrong.";
    const before = wrong.get(row);
    wrong.set(row, before === undefined ? sentence : `${before} ${sentence}`);
  };

  const refuseWrong = (stopped?: string) => {
    if (wrong.size === 0) return;
    const named = [...wrong].map(([row, reason]) => `Row ${numberCell(row)} of the sheet: ${reason}`);
    const count = `${wrong.size} of ${table.rows.length} rows ${wrong.size === 1 ? "is" : "are"} wrong`;
    const lines = [
      `Nothing was saved: ${count}. Correct what is wrong and save again.`,
      ...(stopped === undefined ? [] : [stopped]),
      ...named.slice(0, maxNamedRows),
      ...(named.length > maxNamedRows ? [`... and ${named.length - maxNamedRows} more rows.`] : []),
    ];
    const answer = withResults(table, (row) => ({
      ...results.get(row),
      [statusColumn]: wrong.get(row) ?? otherRowsWrong,
    }));
    throw new RowsRefused(lines.join("\n"), answer);
  };

  const rows: SheetRow<Columns>[] = [];
  for (const { cells, values, problem } of savedRows(table, columns)) {
    const number = rowNumber(numberCell(cells));
    if (problem !== null) fail(cells, problem);
    else
      rows.push({
        number,
        values,
        fail: (reason) => fail(cells, reason),
        result: (added) => void results.set(cells, { ...results.get(cells), ...added }),
      });
  }
  refuseWrong();
  return {
    rows,
    refuseWrong,
    answer: () => {
      ended = true;
      return withResults(table, (row) => ({ [statusColumn]: "Saved", ...results.get(row) }));
    },
  };
}

function rowNumber(cell: string | null): number {
  if (cell !== null && /^\d{1,10}$/.test(cell)) return Number(cell);
  throw new RequestInvalid("save", "A row to save has no row number of the sheet in its column Row.");
}

/** Cells for the ResultsRange, by column. */
type Results = Readonly<Record<string, Cell>>;

/** A result replaces the sheet's own cell where the sheet saves a column of that name. */
function withResults(table: SaveTable, resultsOf: (row: SaveRow) => Results): Table {
  const sent = table.columns.map(({ name }) => name);
  const results = table.rows.map((row) => new Map(Object.entries(resultsOf(row))));
  const added = [...new Set(results.flatMap((cells) => [...cells.keys()]))].filter(
    (name) => !sent.includes(name),
  );
  return {
    columns: [...sent, ...added],
    rows: table.rows.map((row, at) => [
      ...sent.map((name, index) => results[at]?.get(name) ?? row[index] ?? null),
      ...added.map((name) => results[at]?.get(name) ?? null),
    ]),
  };
}
