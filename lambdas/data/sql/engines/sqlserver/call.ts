import type { Connection, Request } from "tedious";
import type { Row } from "../../../../interject/response/table.ts";
import { cellText } from "../cell-text.ts";
import { quoted } from "../dialect.ts";
import { type Routine, returnValue, SqlFailure, type SqlValue } from "../engine.ts";
import { addParameter, type Bound, bindInput, bindValue } from "./bind.ts";
import { bindOutput } from "./bind-output.ts";
import type { SqlServerDetail } from "./catalogue.ts";
import { dialect } from "./dialect.ts";
import { bindTable } from "./table-parameter.ts";

/** One request of a connection: how it is made up, and how it is sent. */
export interface SqlServerCall {
  readonly text: string;
  /** Gives the request its parameters. @throws SqlFailure `data`: nothing is sent then */
  readonly prepare: (request: Request) => void;
  readonly send: (request: Request) => void;
  /** Called with every row, for outputs that come as rows. */
  readonly onRow?: (row: Row, outputs: Map<string, string | null>) => void;
  /** Called with a procedure's return status at its end. */
  readonly onStatus?: (status: number, outputs: Map<string, string | null>) => void;
}

export function statementCall(
  connection: Connection,
  text: string,
  values: readonly SqlValue[],
): SqlServerCall {
  return {
    text,
    prepare: (request) => {
      for (const [index, value] of values.entries()) addParameter(request, `p${index + 1}`, bindValue(value));
    },
    send: (request) => connection.execSql(request),
  };
}

/** How a routine is called with these values: a procedure by name, a function within a statement. */
export function routineCall(
  connection: Connection,
  routine: Routine<SqlServerDetail>,
  values: ReadonlyMap<string, SqlValue>,
): SqlServerCall {
  const { form, types, tables } = routine.detail;
  const name = quoted(dialect, routine.schema, routine.name);
  const bind = (parameter: string, value: SqlValue, isOutput: boolean): Bound => {
    const table = tables.get(parameter);
    if (table !== undefined) {
      if (isSaveRows(value)) return bindTable(table, value);
      throw new SqlFailure("data", `${parameter} takes the saved table and nothing else.`);
    }
    const type = types.get(parameter);
    if (type === undefined) return bindValue(value);
    return isOutput ? bindOutput(parameter, type, value) : bindInput(parameter, type, value);
  };

  if (form === "procedure") {
    return {
      text: name,
      prepare: (request) => {
        for (const { name: parameter, mode } of routine.parameters) {
          const isOutput = mode !== "in";
          const value = values.get(parameter);
          // An output is asked for whether or not a value goes in; without one it takes null, as ADO.NET's do.
          if (value !== undefined || isOutput)
            addParameter(request, parameter, bind(parameter, value ?? null, isOutput), isOutput);
        }
      },
      send: (request) => connection.callProcedure(request),
      onStatus: (status, outputs) => outputs.set(returnValue, String(status)),
    };
  }

  // A function's arguments go by place, so one that is left out says so (CREATE FUNCTION: the DEFAULT keyword).
  const given = routine.parameters.map(({ name: parameter }) => values.get(parameter));
  const list = given.map((value, index) => (value === undefined ? "DEFAULT" : `@p${index + 1}`)).join(", ");
  const prepare = (request: Request) => {
    for (const [index, { name: parameter }] of routine.parameters.entries()) {
      const value = given[index];
      if (value !== undefined) addParameter(request, `p${index + 1}`, bind(parameter, value, false));
    }
  };
  const send = (request: Request) => connection.execSql(request);
  if (form === "table") return { text: `SELECT * FROM ${name}(${list});`, prepare, send };
  const onRow: SqlServerCall["onRow"] = ([cell], outputs) => outputs.set(returnValue, cellText(cell ?? null));
  return { text: `SELECT ${name}(${list});`, prepare, send, onRow };
}

function isSaveRows(value: SqlValue): value is Extract<SqlValue, { readonly rows: unknown }> {
  return typeof value === "object" && value !== null && "rows" in value;
}
