import { RequestInvalid, UserError, UserNotice } from "../../../interject/errors.ts";
import { normalName } from "../../../interject/request/normal-name.ts";
import { describeProblems } from "../../../interject/request/parameter.ts";
import { lookupName } from "../../../interject/request/request.ts";
import type { SaveRow, SaveTable } from "../../../interject/request/save.ts";
import { isSystemName, parameterKey } from "../../../interject/request/system-parameters.ts";
import type { Cell, Column, Row, Table } from "../../../interject/response/table.ts";
import type { Routine, StreamedTable } from "../engines/engine.ts";
import { type Argument, type Arguments, type BoundCall, bindArguments } from "./arguments.ts";
import { columnKey, refuseSharedParameters } from "./column-keys.ts";
import { dataToSaveParameter, sentSaveParameters } from "./request-arguments.ts";
import { readArgument } from "./values.ts";

const wholeTableKeys = new Set([...sentSaveParameters, dataToSaveParameter].map(lookupName));

/**
 * Whether a routine takes the saved table row by row: it has a parameter for at least one column, and no
 * parameter for the whole table. A routine that has neither does not look at the table, and is called once.
 */
export function takesRows({ parameters }: Routine, save: SaveTable): boolean {
  if (parameters.some(({ name }) => wholeTableKeys.has(parameterKey(name)))) return false;
  const ofColumns = new Set(save.columns.map(({ name }) => columnKey(name)));
  return parameters.some(({ name }) => ofColumns.has(normalName(name)));
}

/**
 * Saves a table with a routine that takes one row: the routine is called for each row with that row's cells.
 * The answer is the saved table, with the first row of each call's result appended to its row. The answer is
 * complete before its first row is sent, because a row that fails undoes the others.
 * @throws UserError that names the row of the sheet; RequestInvalid `save` where two columns mean the same
 * parameter
 */
export async function* saveByRow(
  routines: readonly Routine[],
  given: Arguments,
  save: SaveTable,
  run: (call: BoundCall) => AsyncIterable<StreamedTable>,
  commit: () => Promise<void>,
): AsyncGenerator<Table> {
  const columns = save.columns.map(({ name }) => name);
  for (const { parameters } of routines)
    refuseSharedParameters(columns, new Set(parameters.map(({ name }) => normalName(name))));
  const saved = new Set(columns.map(lookupName));
  let added: readonly NamedColumn[] = [];
  const rows: Row[] = [];
  for (const row of save.rows) {
    try {
      const result = await firstRow(run(bindArguments(routines, withRow(given, columns, row))));
      if (added.length === 0) added = result.columns.filter(({ name }) => !saved.has(lookupName(name)));
      rows.push([...row, ...added.map(({ name }) => result.cells.get(name) ?? null)]);
    } catch (error) {
      throw atRow(error, row[0] ?? null);
    }
  }
  // All rows are at hand, so that none is told as saved before it is.
  await commit();
  yield { columns: [...columns, ...added], rows };
}

/** The arguments of one row: a cell replaces a formula parameter of the same name. */
function withRow(given: Arguments, columns: readonly string[], row: SaveRow): Arguments {
  const keys = new Set(columns.map(columnKey));
  const others = [...given].filter(([, { name }]) => isSystemName(name) || !keys.has(columnKey(name)));
  const cells = columns.flatMap((name, at): [string, Argument][] => {
    const argument: Argument = {
      name,
      mustBeDeclared: false,
      read: (declared) => readArgument(name, row[at] ?? null, declared),
    };
    return columnKey(name) === null ? [] : [[lookupName(name), argument]];
  });
  return new Map([...others, ...cells]);
}

type NamedColumn = Exclude<Column, string>;

/** What a routine answers to one row: its columns, and its cells by column. */
interface RowAnswer {
  readonly columns: readonly NamedColumn[];
  readonly cells: ReadonlyMap<string, Cell>;
}

/**
 * The first row that a call returns; without a row, the columns of its first table. Everything is read to its
 * end.
 */
async function firstRow(tables: AsyncIterable<StreamedTable>): Promise<RowAnswer> {
  let first: RowAnswer | undefined;
  for await (const table of tables) {
    const columns = table.columns.map(
      (column): NamedColumn => (typeof column === "string" ? { name: column, type: "String" } : column),
    );
    for await (const [row] of table.rows) {
      if (row === undefined) continue;
      first ??= { columns, cells: new Map(columns.map(({ name }, at) => [name, row[at] ?? null])) };
    }
    first ??= { columns, cells: new Map() };
  }
  return first ?? { columns: [], cells: new Map() };
}

/** The error of a row, with the sheet's row number in front. */
function atRow(error: unknown, row: string | null): unknown {
  const place = `Row ${row ?? "without a number"} of the sheet: `;
  if (error instanceof UserError || error instanceof UserNotice) {
    // A routine may name the row itself.
    const named = row !== null && new RegExp(`^Row ${RegExp.escape(row)}\\b`, "i").test(error.message);
    const Kind = error instanceof UserError ? UserError : UserNotice;
    return named ? error : new Kind(place + error.message, { cause: error });
  }
  if (error instanceof RequestInvalid) {
    return new UserError(place + describeProblems(error.parameters), { cause: error });
  }
  return error;
}
