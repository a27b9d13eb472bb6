import type { DataType } from "../../../../interject/request/request.ts";
import type { Cell, Row } from "../../../../interject/response/table.ts";
import type { ParameterType, Routine, RoutineParameter } from "../engine.ts";
import { isNamedForRows } from "../rows-as-json.ts";

/** A type as `sys.types` and the parameter or column say it. */
export interface DeclaredType {
  /** Of the system's types, whatever name an alias gives it: `decimal`. */
  readonly base: string;
  /** In bytes; -1 is `max`. */
  readonly maxLength: number;
  readonly scale: number;
}

/** A table type that a parameter takes, with what a row of it holds. */
export interface TableType {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly TableTypeColumn[];
}

export interface TableTypeColumn extends DeclaredType {
  readonly name: string;
}

/** What a call needs to know of a routine beside its parameters. */
export interface SqlServerDetail {
  /** How it is called: `EXECUTE`, `SELECT * FROM f()`, `SELECT f()`. */
  readonly form: "procedure" | "table" | "scalar";
  /** By the parameter's exact name. */
  readonly types: ReadonlyMap<string, DeclaredType>;
  readonly tables: ReadonlyMap<string, TableType>;
}

const names = "COALESCE(TYPE_NAME(x.system_type_id), t.name), x.max_length, x.scale";

/**
 * Two result sets: the routine with its parameters in order, and the columns of the table types that they
 * take. Only what the user may see of the current database is in these views. SQL Server overloads no names,
 * so there is one routine or none; without a schema it is the user's own, then that of `dbo`, as the server
 * itself resolves it. Placeholders: schema or null, name.
 */
export const routinesQuery = `
DECLARE @id int = (
  SELECT TOP (1) o.object_id FROM sys.objects AS o
  WHERE o.name = @p2 AND o.type IN ('P', 'PC', 'FN', 'FS', 'IF', 'TF', 'FT')
    AND (SCHEMA_NAME(o.schema_id) = @p1 OR @p1 IS NULL AND SCHEMA_NAME(o.schema_id) IN (SCHEMA_NAME(), N'dbo'))
  ORDER BY CASE WHEN SCHEMA_NAME(o.schema_id) = SCHEMA_NAME() THEN 0 ELSE 1 END);
SELECT RTRIM(o.type), SCHEMA_NAME(o.schema_id), o.name, x.name, x.is_output, t.is_table_type, SCHEMA_NAME(t.schema_id), t.name,
  ${names}
FROM sys.objects AS o
  LEFT JOIN sys.parameters AS x ON x.object_id = o.object_id AND x.parameter_id > 0
  LEFT JOIN sys.types AS t ON t.user_type_id = x.user_type_id
WHERE o.object_id = @id ORDER BY x.parameter_id;
SELECT p.name, x.name, ${names}
FROM sys.parameters AS p
  JOIN sys.table_types AS y ON y.user_type_id = p.user_type_id
  JOIN sys.columns AS x ON x.object_id = y.type_table_object_id
  JOIN sys.types AS t ON t.user_type_id = x.user_type_id
WHERE p.object_id = @id ORDER BY p.parameter_id, x.column_id;`;

/** Puts the rows of {@link routinesQuery}'s two result sets together. */
export function routinesOf(
  parameterRows: readonly Row[],
  columnRows: readonly Row[],
): readonly Routine<SqlServerDetail>[] {
  const [first] = parameterRows;
  if (first === undefined) return [];
  const [kind, schema, name] = first.map(String);
  const types = new Map<string, DeclaredType>();
  const tables = new Map<string, TableType>();
  const parameters: RoutineParameter[] = [];
  for (const [, , , rawName, isOutput, isTable, typeSchema, typeName, ...declared] of parameterRows) {
    if (typeof rawName !== "string") continue;
    const parameter = bare(rawName);
    const type = declaredType(declared);
    types.set(parameter, type);
    if (isTable === true) {
      const columns = columnRows
        .filter(([owner]) => owner === rawName)
        .map(([, column, ...of]) => ({ name: String(column), ...declaredType(of) }));
      tables.set(parameter, { schema: String(typeSchema), name: String(typeName), columns });
    }
    parameters.push({
      name: parameter,
      mode: isOutput === true ? "inout" : "in",
      type: String(typeName),
      dataType: dataTypeOf(type),
      takesRows: isTable === true ? "table" : takesJson(parameter, type) ? "json" : null,
      // The catalogue knows the defaults of compiled procedures only; a T-SQL default stands in the
      // routine's text alone. So every parameter may be left out, and the server refuses a missing one by
      // its name (error 201).
      hasDefault: true,
    });
  }
  const form =
    kind === "P" || kind === "PC" ? "procedure" : kind === "FN" || kind === "FS" ? "scalar" : "table";
  const detail = { form, types, tables } as const;
  const routineKind = form === "procedure" ? "procedure" : "function";
  return [{ kind: routineKind, schema: schema ?? "", name: name ?? "", parameters, detail }];
}

function bare(name: string): string {
  return name.startsWith("@") ? name.slice(1) : name;
}

function declaredType([base, maxLength, scale]: readonly Cell[]): DeclaredType {
  return { base: String(base), maxLength: Number(maxLength), scale: Number(scale) };
}

function takesJson(name: string, { base, maxLength }: DeclaredType): boolean {
  return isNamedForRows(name) && base === "nvarchar" && maxLength === -1;
}

/** Types whose texts are read as a {@link ParameterType} of another name. */
const readAs: Readonly<Record<string, ParameterType>> = {
  numeric: "decimal",
  datetime2: "moment",
  datetimeoffset: "zoned moment",
  binary: "bytes",
  varbinary: "bytes",
  image: "bytes",
};

/** Types whose texts are read as the {@link DataType} of the same name. */
const sameNames: readonly DataType[] = [
  "bigint",
  "int",
  "smallint",
  "tinyint",
  "bit",
  "money",
  "smallmoney",
  "float",
  "real",
  "decimal",
  "datetime",
  "smalldatetime",
  "date",
  "text",
  "ntext",
  "char",
  "nchar",
];

/**
 * How a text is to be read for a type; a type without counterpart (`xml`, `time`, `uniqueidentifier`)
 * takes it as it is.
 */
export function dataTypeOf({ base, maxLength }: DeclaredType): ParameterType {
  if (base === "varchar" || base === "nvarchar") return maxLength === -1 ? `${base}max` : base;
  return readAs[base] ?? sameNames.find((name) => name === base) ?? "none";
}
