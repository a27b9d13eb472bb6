import { RequestInvalid, UserError } from "../../../interject/errors.ts";
import { describeProblems } from "../../../interject/request/parameter.ts";
import type { SaveRow, SaveTable } from "../../../interject/request/save.ts";
import type { Cell, Column, Row, Table } from "../../../interject/response/table.ts";
import type { Routine, StreamedTable } from "../engines/engine.ts";
import {
  type Argument,
  type Arguments,
  type BoundCall,
  bindArguments,
  comparable,
  isSystemName,
} from "./arguments.ts";
import { dataToSaveParameter } from "./request-arguments.ts";
import { textValue } from "./values.ts";

const wholeSaveParameters = new Set(
  ["Interject_XMLDataToSave", "Interject_RequestContext", dataToSaveParameter].map(comparable),
);

/**
 * Whether a routine takes the saved table row by row: it has a parameter for one of its columns, and none for all of it. One that has neither is
 * called once, for it does not look at the table.
 */
export function takesRows({ parameters }: Routine, save: SaveTable): boolean {
  const names = parameters.map(({ name }) => comparable(name));
  if (names.some((name) => wholeSaveParameters.has(name))) return false;
  const columns = new Set(save.columns.flatMap(({ name }) => namesOf(name)));
  return names.some((name) => columns.has(name));
}

/** The names of parameters that a column's cells are for: never a system parameter's, for a sheet does not say who its user is. */
function namesOf(column: string): readonly string[] {
  const plain = comparable(column);
  const names = [plain, plain.replaceAll(/\W+/gu, "_"), plain.replaceAll(/\W+/gu, "")];
  return names.filter((name) => !isSystemName(name));
}

/**
 * Saves a table with a routine that takes one row: it is called for each, with the cells of the columns that it has parameters for
 * (`UnitPrice` and `unit_price` both take `Unit Price`). The answer is the saved table with the first row of each call's result behind it; all of it is
 * made before any of it is sent, because a row that fails undoes the others.
 * @throws UserError that names the row of the sheet
 */
export async function* saveByRow(
  routines: readonly Routine[],
  given: Arguments,
  save: SaveTable,
  run: (call: BoundCall) => AsyncIterable<StreamedTable>,
): AsyncGenerator<Table> {
  const columns = save.columns.map(({ name }) => name);
  const known = new Set(columns.map(comparable));
  let added: readonly (Column & object)[] = [];
  const rows: Row[] = [];
  for (const row of save.rows) {
    try {
      const result = await firstRow(run(bindArguments(routines, withRow(given, columns, row))));
      added = added.length > 0 ? added : result.columns.filter(({ name }) => !known.has(comparable(name)));
      rows.push([...row, ...added.map(({ name }) => result.cells.get(name) ?? null)]);
    } catch (error) {
      throw ofRow(error, row[0] ?? null);
    }
  }
  yield { columns: [...columns, ...added], rows };
}

/** The arguments of one row: a cell goes before a formula parameter of the same name. */
function withRow(given: Arguments, columns: readonly string[], row: SaveRow): Arguments {
  const cells = columns.flatMap((name, at): [string, Argument][] => {
    const argument: Argument = {
      name,
      mustBeDeclared: false,
      read: (declared) => textValue(name, row[at] ?? null, declared),
    };
    return namesOf(name).map((key) => [key, argument]);
  });
  return new Map([...given, ...cells]);
}

async function firstRow(tables: AsyncIterable<StreamedTable>): Promise<{
  readonly columns: readonly (Column & object)[];
  readonly cells: ReadonlyMap<string, Cell>;
}> {
  let first: { columns: readonly (Column & object)[]; cells: ReadonlyMap<string, Cell> } | undefined;
  for await (const table of tables) {
    const columns = table.columns.map((column) =>
      typeof column === "string" ? { name: column, type: "String" as const } : column,
    );
    for await (const item of table.rows) {
      const [row] = item;
      if (row === undefined) continue;
      first ??= { columns, cells: new Map(columns.map(({ name }, at) => [name, row[at] ?? null])) };
    }
    first ??= { columns, cells: new Map() };
  }
  return first ?? { columns: [], cells: new Map() };
}

/** What went wrong, with the sheet's row in front. Nothing of the save counts. */
function ofRow(error: unknown, row: string | null): unknown {
  const place = `Row ${row ?? "without a number"} of the sheet: `;
  if (error instanceof UserError) return new UserError(place + error.message, { cause: error });
  if (error instanceof RequestInvalid)
    return new UserError(place + describeProblems(error.parameters), { cause: error });
  return error;
}
