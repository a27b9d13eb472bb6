import { quoted } from "../dialect.ts";
import { type Routine, SqlFailure, type SqlValue } from "../engine.ts";
import { type Bound, bindInput, bindValue, parameterAt, type RequestParameter } from "./bind.ts";
import { bindOutput } from "./bind-output.ts";
import type { SqlServerDetail } from "./catalogue.ts";
import { dialect } from "./dialect.ts";
import { bindTable } from "./table-parameter.ts";

/** One request, and where its return value is. */
export interface SqlServerCall {
  /** A procedure's name, or a statement. */
  readonly text: string;
  readonly isProcedure: boolean;
  readonly parameters: readonly RequestParameter[];
  /** `status`: a procedure's return status. `cell`: the one cell of the result. Null: a statement returns no value. */
  readonly returns: "status" | "cell" | null;
}

export function statementCall(text: string, values: readonly SqlValue[]): SqlServerCall {
  const parameters = values.map((value, at) => parameterAt(at, bindValue(value)));
  return { text, isProcedure: false, parameters, returns: null };
}

/**
 * How a routine is called with these values: a procedure by name, a function within a statement.
 * @throws SqlFailure `data` for a value that its parameter cannot take
 */
export function routineCall(
  routine: Routine<SqlServerDetail>,
  values: ReadonlyMap<string, SqlValue>,
): SqlServerCall {
  const path = quoted(dialect, routine.schema, routine.name);
  const { form } = routine.detail;
  if (form === "procedure") {
    const parameters = routine.parameters.flatMap(({ name, mode }): RequestParameter[] => {
      const isOutput = mode !== "in";
      const value = values.get(name);
      // An output is asked for whether or not a value goes in; without one it takes null, as ADO.NET's do.
      return value === undefined && !isOutput
        ? []
        : [{ name, bound: bind(routine, name, value ?? null, isOutput), isOutput }];
    });
    return { text: path, isProcedure: true, parameters, returns: "status" };
  }

  // A function's arguments go by place, so one that is left out says so (CREATE FUNCTION: the DEFAULT keyword).
  const parameters: RequestParameter[] = [];
  const list = routine.parameters.map(({ name }, at) => {
    const value = values.get(name);
    if (value === undefined) return "DEFAULT";
    parameters.push(parameterAt(at, bind(routine, name, value, false)));
    return dialect.placeholder(at + 1);
  });
  const select = form === "table" ? "SELECT * FROM" : "SELECT";
  const returns = form === "table" ? null : "cell";
  return { text: `${select} ${path}(${list.join(", ")});`, isProcedure: false, parameters, returns };
}

function bind({ detail }: Routine<SqlServerDetail>, name: string, value: SqlValue, isOutput: boolean): Bound {
  const table = detail.tables.get(name);
  if (table !== undefined) {
    if (isSaveRows(value)) return bindTable(table, value);
    throw new SqlFailure("data", `${name} takes the saved table and nothing else.`);
  }
  const type = detail.types.get(name);
  if (type === undefined) return bindValue(value);
  return isOutput ? bindOutput(name, type, value) : bindInput(name, type, value);
}

function isSaveRows(value: SqlValue): value is Extract<SqlValue, { readonly rows: unknown }> {
  return typeof value === "object" && value !== null && "rows" in value;
}
