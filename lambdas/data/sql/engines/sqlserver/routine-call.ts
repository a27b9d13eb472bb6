import type { Connection, Request } from "tedious";
import type { Cell } from "../../../../interject/response/table.ts";
import { type Routine, returnValue, SqlFailure, type SqlValue } from "../engine.ts";
import { addParameter, type Bound, bindInput, bindValue } from "./bind.ts";
import { bindOutput } from "./bind-output.ts";
import type { RoutineDetail } from "./catalogue.ts";
import type { Sending } from "./execution.ts";
import { quoted } from "./quoted.ts";
import { bindTable } from "./table-parameter.ts";

/** How a routine is called with these values: a procedure by name, a function within a statement. */
export function callOf(
  connection: Connection,
  routine: Routine,
  values: ReadonlyMap<string, SqlValue>,
): Sending {
  const { form, types, tables } = detailOf(routine);
  const name = `${quoted(routine.schema)}.${quoted(routine.name)}`;
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
  const onRow: Sending["onRow"] = ([cell], outputs) => outputs.set(returnValue, cellText(cell ?? null));
  return { text: `SELECT ${name}(${list});`, prepare, send, onRow };
}

function detailOf(routine: Routine): RoutineDetail {
  // Only this engine makes the routines that it is asked to call.
  return routine.detail as RoutineDetail;
}

function isSaveRows(value: SqlValue): value is Extract<SqlValue, { readonly rows: unknown }> {
  return typeof value === "object" && value !== null && "rows" in value;
}

function cellText(cell: Cell): string | null {
  if (cell === null) return null;
  if (typeof cell === "boolean") return cell ? "True" : "False";
  return cell instanceof Uint8Array ? Buffer.from(cell).toString("base64") : String(cell);
}
