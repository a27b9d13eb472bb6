import type { ParameterType, Routine, RoutineParameter } from "../engine.ts";
import { isNamedForRows } from "../rows-as-json.ts";

/** What only this engine needs to know of a routine. */
export interface MySqlDetail {
  /**
   * Whether the signed-in user may end the routine with KILL. While a routine with `SQL SECURITY DEFINER`
   * runs, its thread belongs to the definer, and to end another user's thread takes a right (error 1095).
   */
  readonly canBeKilled: boolean;
}

// `'user'@'host'`, as the table of rights writes the signed-in user; a host has no `@`.
const host = "SUBSTRING_INDEX(CURRENT_USER(), '@', -1)";
const user = `LEFT(CURRENT_USER(), CHAR_LENGTH(CURRENT_USER()) - CHAR_LENGTH(${host}) - 1)`;
const grantee = `CONCAT('''', ${user}, '''@''', ${host}, '''')`;

/** Whether the signed-in user has a right on the whole server, under one of its names. */
export const hasRight = (...names: readonly string[]) =>
  `EXISTS (SELECT 1 FROM information_schema.USER_PRIVILEGES u WHERE u.GRANTEE = ${grantee}
    AND u.PRIVILEGE_TYPE IN (${names.map((name) => `'${name}'`).join(", ")}))`;

/** Whether KILL may end a routine, a row `r` of ROUTINES ({@link MySqlDetail}). */
export const canBeKilled = `(r.SECURITY_TYPE = 'INVOKER' OR r.DEFINER = CURRENT_USER()
    OR ${hasRight("SUPER", "CONNECTION ADMIN", "CONNECTION_ADMIN")})`;

/**
 * Routines of a name with their parameters, a row each; a function and a procedure can share a name.
 * `DTD_IDENTIFIER` is the type in full, such as `decimal(10,2)`. Position 0 is a function's return value.
 * Placeholders: schema or null, name, the same again.
 */
export const routinesQuery = `SELECT r.ROUTINE_TYPE, r.ROUTINE_SCHEMA, r.ROUTINE_NAME,
    p.PARAMETER_MODE, p.PARAMETER_NAME, p.DATA_TYPE, p.DTD_IDENTIFIER,
    ${canBeKilled}
  FROM information_schema.ROUTINES r
  LEFT JOIN information_schema.PARAMETERS p
    ON p.SPECIFIC_SCHEMA = r.ROUTINE_SCHEMA AND p.SPECIFIC_NAME = r.SPECIFIC_NAME
    AND p.ROUTINE_TYPE = r.ROUTINE_TYPE AND p.ORDINAL_POSITION > 0
    AND p.SPECIFIC_SCHEMA = COALESCE(?, DATABASE()) AND p.SPECIFIC_NAME = ?
  WHERE r.ROUTINE_SCHEMA = COALESCE(?, DATABASE()) AND r.ROUTINE_NAME = ?
  ORDER BY r.ROUTINE_TYPE, p.ORDINAL_POSITION`;

/** The routines that rows of {@link routinesQuery} describe. */
export function routinesOf(rows: readonly (readonly unknown[])[]): readonly Routine<MySqlDetail>[] {
  const groups = Map.groupBy(rows, ([kind]) => String(kind));
  return [...groups.values()].map((group) => {
    const [kind, schema, name] = group[0] ?? [];
    return {
      kind: kind === "FUNCTION" ? "function" : "procedure",
      schema: String(schema),
      name: String(name),
      parameters: group.filter((row) => row[4] !== null).map((row) => parameterOf(row)),
      detail: { canBeKilled: Number(group[0]?.[7]) === 1 },
    };
  });
}

function parameterOf(row: readonly unknown[]): RoutineParameter {
  const [mode, name = "", base = "", full = ""] = row.slice(3, 7).map((cell) => String(cell ?? ""));
  return {
    name,
    mode: mode === "OUT" ? "out" : mode === "INOUT" ? "inout" : "in",
    type: full,
    dataType: dataTypeOf(base.toLowerCase(), full.toLowerCase()),
    takesRows: base.toLowerCase() === "json" || isNamedForRows(name) ? "json" : null,
    // MySQL has no defaults for parameters; every one is given.
    hasDefault: false,
  };
}

/** Text types are `none`: their lengths are the server's to check. So are times. */
function dataTypeOf(base: string, full: string): ParameterType {
  const unsigned = full.includes("unsigned");
  switch (base) {
    case "tinyint":
      if (full.startsWith("tinyint(1)")) return "tinyint(1)";
      return unsigned ? "tinyint" : "smallint";
    case "smallint":
      return unsigned ? "int" : "smallint";
    case "mediumint":
      return "int";
    case "int":
      return unsigned ? "bigint" : "int";
    case "bigint":
      // Half of an unsigned one's range is beyond `bigint`, which counts in 64 bits with a sign.
      return unsigned ? "decimal" : "bigint";
    case "bit":
      return full === "bit(1)" ? "bit" : "bytes";
    case "decimal":
      return "numeric";
    case "date":
    case "double":
      return base;
    case "binary":
    case "varbinary":
    case "tinyblob":
    case "blob":
    case "mediumblob":
    case "longblob":
      return "bytes";
    case "float":
      return "single";
    case "datetime":
    case "timestamp":
      return "moment";
    default:
      return "none";
  }
}
