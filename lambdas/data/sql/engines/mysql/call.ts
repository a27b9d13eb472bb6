import type { ExecuteValues } from "mysql2";
import type { Cell } from "../../../../interject/response/table.ts";
import { cellText } from "../cell-text.ts";
import { quoted } from "../dialect.ts";
import { type Routine, type RoutineParameter, SqlFailure, type SqlValue } from "../engine.ts";
import { shortestFloat } from "../shortest-float.ts";
import { bindValue } from "./bind.ts";
import { dateCell, momentCell, timeText, truthOf } from "./cells.ts";
import { dialect } from "./dialect.ts";

/** A statement with its values, bound on the server. */
export interface BoundStatement {
  readonly text: string;
  readonly values: readonly ExecuteValues[];
}

/** The statements that run a routine, in order; `before` and `after` only where a procedure has outputs. */
export interface MySqlCall {
  /** Gives input-output parameters their values. */
  readonly before: BoundStatement | null;
  readonly main: BoundStatement;
  /** Selects the outputs, a column each, in the order of `outputs`. */
  readonly after: BoundStatement | null;
  readonly outputs: readonly RoutineParameter[];
  /** Whether the one cell of the result is the routine's return value. */
  readonly isFunction: boolean;
  /** Whether it can end the transaction that it runs in; the server forbids this to functions. */
  readonly isProcedure: boolean;
}

export function statementCall(text: string, values: readonly SqlValue[]): MySqlCall {
  return onlyMain({ text, values: values.map(bindValue) }, false);
}

/**
 * How a routine is called. MySQL knows parameters by their place alone, and outputs only as user variables.
 * @throws SqlFailure `data` where an input has no value, or has one that would be rounded
 */
export function routineCall(routine: Routine, values: ReadonlyMap<string, SqlValue>): MySqlCall {
  const path = quoted(dialect, routine.schema, routine.name);
  const inputs = routine.parameters.filter(({ mode }) => mode === "in");
  const main = inputs.map((parameter) => inputOf(parameter, values));
  if (routine.kind === "function") {
    const places = inputs.map(placeholder).join(", ");
    const text = `SELECT ${path}(${places}) AS ${quoted(dialect, routine.name)}`;
    return onlyMain({ text, values: main }, true);
  }
  const outputs = routine.parameters.filter(({ mode }) => mode !== "in");
  const variables = new Map(
    outputs.map((parameter, index) => [parameter, `@${quoted(dialect, `__out_${index}`)}`]),
  );
  const given = outputs.filter(({ mode }) => mode === "inout");
  const places = routine.parameters.map((parameter) => variables.get(parameter) ?? placeholder(parameter));
  return {
    before: statementOf(
      "SET",
      given.map((parameter) => `${variables.get(parameter)} = ${placeholder(parameter)}`),
      given.map((parameter) => inputOf(parameter, values)),
    ),
    main: { text: `CALL ${path}(${places.join(", ")})`, values: main },
    after: statementOf("SELECT", [...variables.values()], []),
    outputs,
    isFunction: false,
    isProcedure: true,
  };
}

function onlyMain(main: BoundStatement, isFunction: boolean): MySqlCall {
  return { before: null, main, after: null, outputs: [], isFunction, isProcedure: false };
}

/**
 * An output's text as its declared type says; the user variable that held it has forgotten dates,
 * booleans and floats.
 */
export function outputOf(parameter: RoutineParameter, cell: Cell): string | null {
  return cellText(cell === null ? null : typed(parameter, cell));
}

function typed({ type, dataType }: RoutineParameter, cell: Cell): Cell {
  switch (dataType) {
    case "bit":
      return Number(cell) !== 0;
    case "tinyint(1)":
      return truthOf(Number(cell));
    case "single":
      return shortestFloat(Number(cell));
    case "date":
      return dateCell(String(cell));
    case "moment":
      return momentCell(String(cell));
    default:
      return /^time\b/.test(type) ? timeText(String(cell)) : cell;
  }
}

function statementOf(
  verb: string,
  parts: readonly string[],
  values: readonly ExecuteValues[],
): BoundStatement | null {
  return parts.length === 0 ? null : { text: `${verb} ${parts.join(", ")}`, values };
}

/** A number's text in place of a bit would be taken for its letters' bits. */
function placeholder({ dataType }: RoutineParameter): string {
  return dataType === "bit" ? "CAST(? AS UNSIGNED)" : "?";
}

function inputOf(parameter: RoutineParameter, values: ReadonlyMap<string, SqlValue>): ExecuteValues {
  const value = values.get(parameter.name);
  if (value === undefined) throw new SqlFailure("data", `The parameter ${parameter.name} has no value.`);
  if (isRounded(parameter, value)) {
    throw new SqlFailure("data", `The parameter ${parameter.name} takes a whole number.`);
  }
  return bindValue(value);
}

/**
 * Whether a whole number's parameter is given another one, which the server would round even in strict mode.
 */
function isRounded({ type }: RoutineParameter, value: SqlValue): boolean {
  if (!/int\b/.test(type)) return false;
  if (typeof value === "number") return !Number.isInteger(value);
  return typeof value === "string" && /\.\d*[1-9]/.test(value);
}
