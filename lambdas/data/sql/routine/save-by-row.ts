import { RequestInvalid, UserError, UserNotice } from "../../../interject/errors.ts";
import { normalName } from "../../../interject/request/normal-name.ts";
import { describeProblems } from "../../../interject/request/parameter.ts";
import { lookupName } from "../../../interject/request/request.ts";
import type { SaveRow, SaveTable } from "../../../interject/request/save.ts";
import { isSystemName, parameterKey } from "../../../interject/request/system-parameters.ts";
import type { Cell, Column, Row, Table } from "../../../interject/response/table.ts";
import type { CallAnswer, Routine } from "../engines/engine.ts";
import { type Argument, type Arguments, type BoundCall, chooseRoutine } from "./arguments.ts";
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
 * @param callEach calls the routine for each set of values, and answers in order
 * @throws UserError that names the row of the sheet; RequestInvalid `save` where two columns mean the same
 * parameter
 */
export async function* saveByRow(
  routines: readonly Routine[],
  given: Arguments,
  save: SaveTable,
  callEach: (routine: Routine, calls: Iterable<BoundCall["values"]>) => AsyncIterable<CallAnswer>,
  commit: () => Promise<void>,
): AsyncGenerator<Table> {
  const columns = save.columns.map(({ name }) => name);
  for (const { parameters } of routines)
    refuseSharedParameters(columns, new Set(parameters.map(({ name }) => normalName(name))));
  const rows: Row[] = [];
  let append = appender(columns, []);
  try {
    for await (const answer of callsOf(routines, given, save, callEach)) {
      if (append.added.length === 0) append = appender(columns, answer.columns);
      rows.push([...(save.rows[rows.length] ?? []), ...append.cells(answer)]);
    }
  } catch (error) {
    throw atRow(error, save.rows[rows.length]?.[0] ?? null);
  }
  // All rows are at hand, so that none is told as saved before it is.
  await commit();
  yield { columns: [...columns, ...append.added], rows };
}

/** The routine's answers to each row of the table. */
function callsOf(
  routines: readonly Routine[],
  given: Arguments,
  save: SaveTable,
  callEach: (routine: Routine, calls: Iterable<BoundCall["values"]>) => AsyncIterable<CallAnswer>,
): AsyncIterable<CallAnswer> {
  let current: SaveRow = [];
  const { routine, readValues } = chooseRoutine(
    routines,
    withCells(given, save, (at) => current[at] ?? null),
  );
  function* values() {
    for (const row of save.rows) {
      current = row;
      yield readValues();
    }
  }
  return callEach(routine, values());
}

/** The arguments of a row: a cell replaces a formula parameter of the same name. */
function withCells(given: Arguments, save: SaveTable, cellAt: (column: number) => string | null): Arguments {
  const names = save.columns.map(({ name }) => name);
  const keys = new Set(names.map(columnKey));
  const others = [...given].filter(([, { name }]) => isSystemName(name) || !keys.has(columnKey(name)));
  const cells = names.flatMap((name, at): [string, Argument][] => {
    const argument: Argument = {
      name,
      mustBeDeclared: false,
      read: (declared) => readArgument(name, cellAt(at), declared),
    };
    return columnKey(name) === null ? [] : [[lookupName(name), argument]];
  });
  return new Map([...others, ...cells]);
}

type NamedColumn = Exclude<Column, string>;

/** Which columns the answers add to the table, and their cells in an answer. */
interface Appender {
  readonly added: readonly NamedColumn[];
  readonly cells: (answer: CallAnswer) => readonly Cell[];
}

/** @param answered the columns of the first answer that has any; those that were saved are left out */
function appender(saved: readonly string[], answered: readonly Column[]): Appender {
  const known = new Set(saved.map(lookupName));
  const added = answered.map(named).filter(({ name }) => !known.has(lookupName(name)));
  let placesOf: readonly Column[] = [];
  let places: readonly number[] = [];
  return {
    added,
    cells({ columns, row }) {
      if (columns !== placesOf) {
        placesOf = columns;
        const names = columns.map((column) => named(column).name);
        places = added.map(({ name }) => names.lastIndexOf(name));
      }
      return places.map((place) => row?.[place] ?? null);
    },
  };
}

function named(column: Column): NamedColumn {
  return typeof column === "string" ? { name: column, type: "String" } : column;
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
