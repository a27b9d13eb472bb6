import { quoted } from "../dialect.ts";
import type { Routine, SqlValue } from "../engine.ts";
import { type BoundValue, bindValue } from "./bind.ts";
import type { PostgresDetail } from "./catalogue.ts";
import { dialect } from "./dialect.ts";

/** One statement, and where its answer's rows and values are. */
export interface PostgresCall {
  readonly text: string;
  readonly values: readonly BoundValue[];
  /**
   * - `rows`: the statement's own rows, if it has any, however many they are.
   * - `row`: one value, or one row whose columns are the output parameters.
   * - `cursors`: each row names a cursor, whose rows are a table.
   * - `outputs`: one row of a procedure's output parameters; cursors among them are tables.
   */
  readonly answer: "rows" | "row" | "cursors" | "outputs";
  /** The names of the output parameters, in the order of the row's columns. */
  readonly outputs: readonly string[];
}

export function statementCall(text: string, values: readonly SqlValue[]): PostgresCall {
  return { text, values: values.map(bindValue), answer: "rows", outputs: [] };
}

/** A routine's call: the statement names the parameters, their values are bound beside it. */
export function routineCall(
  routine: Routine<PostgresDetail>,
  given: ReadonlyMap<string, SqlValue>,
): PostgresCall {
  const isProcedure = routine.kind === "procedure";
  const values: BoundValue[] = [];
  const list = routine.parameters.flatMap(({ name, type, mode }) => {
    // A procedure's call lists output parameters, too, as NULL; a function's does not.
    if (mode === "out") return isProcedure ? [`${quoted(dialect, name)} => NULL::${type}`] : [];
    const value = given.get(name);
    if (value === undefined) return [];
    values.push(bindValue(value));
    return [`${quoted(dialect, name)} => $${values.length}::${type}`];
  });
  const call = `${quoted(dialect, routine.schema, routine.name)}(${list.join(", ")})`;
  const outputs = routine.parameters.filter(({ mode }) => mode !== "in").map(({ name }) => name);
  return isProcedure
    ? { text: `CALL ${call}`, values, answer: "outputs", outputs }
    : { text: `SELECT * FROM ${call}`, values, answer: functionAnswer(routine), outputs };
}

function functionAnswer({ detail: { returns } }: Routine<PostgresDetail>): PostgresCall["answer"] {
  return returns === "nothing" ? "row" : returns;
}
