import { comparable } from "../arguments.ts";
import type { Routine, RoutineParameter } from "../engine.ts";
import { dataToSaveParameter } from "../request-arguments.ts";
import { dataTypeOf } from "./values.ts";

/**
 * A routine's parameters in order, a line each, one line without for a routine that has none; from the database that the name says, else
 * the connection's own. The names stand in `@interject_schema` and `@interject_name`.
 */
export const findRoutinesText = `
SELECT r.ROUTINE_SCHEMA, r.ROUTINE_NAME, r.ROUTINE_TYPE, p.PARAMETER_NAME, p.PARAMETER_MODE, p.DATA_TYPE, p.DTD_IDENTIFIER
FROM information_schema.ROUTINES r
LEFT JOIN information_schema.PARAMETERS p ON p.SPECIFIC_SCHEMA = r.ROUTINE_SCHEMA AND p.SPECIFIC_NAME = r.ROUTINE_NAME
  AND p.ROUTINE_TYPE = r.ROUTINE_TYPE AND p.ORDINAL_POSITION > 0
WHERE r.ROUTINE_SCHEMA = COALESCE(@interject_schema, DATABASE()) AND r.ROUTINE_NAME = @interject_name
  AND r.ROUTINE_TYPE IN ('PROCEDURE', 'FUNCTION')
ORDER BY r.ROUTINE_TYPE, r.ROUTINE_NAME, p.ORDINAL_POSITION`;

type Line = readonly (string | number | null)[];

/** Reads the lines of {@link findRoutinesText}. A procedure and a function can have the same name. */
export function routinesOf(lines: readonly Line[], wanted: string): Routine[] {
  const routines = new Map<string, Routine & { readonly parameters: RoutineParameter[] }>();
  for (const [schema, name, type, ...parameter] of lines) {
    // The catalogue's collation takes names for the same that no one would.
    if (String(name).toLowerCase() !== wanted.toLowerCase()) continue;
    const key = `${type} ${name}`;
    const known = routines.get(key) ?? {
      kind: type === "PROCEDURE" ? ("procedure" as const) : ("function" as const),
      schema: String(schema),
      name: String(name),
      parameters: [],
      detail: null,
    };
    if (parameter[0] !== null) known.parameters.push(parameterOf(parameter));
    routines.set(key, known);
  }
  return [...routines.values()];
}

function parameterOf([name, mode, type, full]: Line): RoutineParameter {
  const isJson = type === "json" || comparable(String(name)) === comparable(dataToSaveParameter);
  return {
    name: String(name),
    mode: mode === "OUT" ? "out" : mode === "INOUT" ? "inout" : "in",
    type: String(full),
    dataType: dataTypeOf(String(type), String(full).toLowerCase()),
    takesRows: isJson ? "json" : null,
    hasDefault: false,
  };
}
