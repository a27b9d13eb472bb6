import { normalName } from "../../lambdas/interject/request/normal-name.ts";
import type { DataType } from "../../lambdas/interject/request/request.ts";
import { isSystemName } from "../../lambdas/interject/request/system-parameters.ts";
import { type PortalEntry, type SystemParameter, systemParameters } from "./portal-file.ts";

/** A routine that data portals can call, as the database's catalogue has it. */
export interface CatalogueRoutine {
  /** The connection's name in the settings. */
  readonly connection: string;
  /** `schema.name` */
  readonly name: string;
  /** As the database writes it: `IN period date, OUT total numeric`. */
  readonly signature: string;
}

/** The data portal that calls a routine through `POST /api/v1/sql`. */
export function routinePortal({ connection, name, signature }: CatalogueRoutine): PortalEntry {
  const all = parametersOf(signature);
  const formula = all.filter(({ name }) => !isSystemName(name));
  const system = systemOf(all.map(({ name }) => name));
  return {
    path: "/api/v1/sql",
    connection,
    command: name,
    ...(formula.length === 0 ? {} : { parameters: formula }),
    ...(system.length === 1 ? {} : { system }),
  };
}

/**
 * What the data portal has to send: the request context, and the system parameters that the routine declares.
 * Those that say who the user is are no part of it, because the API takes them from the token.
 */
function systemOf(names: readonly string[]): SystemParameter[] {
  const declared = new Set(names.map(normalName));
  return systemParameters.filter(
    (name) => name === "Interject_RequestContext" || (!fromToken.has(name) && declared.has(normalName(name))),
  );
}

const fromToken: ReadonlySet<SystemParameter> = new Set([
  "Interject_UserID",
  "Interject_ClientID",
  "Interject_LoginName",
  "Interject_UserRoles",
]);

type Parameter = NonNullable<PortalEntry["parameters"]>[number];

/** The parameters in a signature; a function's column that it only returns is none. */
function parametersOf(signature: string): readonly Parameter[] {
  return partsOf(signature).flatMap((part): Parameter[] => {
    const [, mode = "IN", written = "", rest = ""] =
      /^(?:(INOUT|IN|OUT|TABLE)\s+)?@?("(?:[^"]|"")+"|\S+)\s*(.*)$/is.exec(part) ?? [];
    const name = written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written;
    if (name === "" || mode.toUpperCase() === "TABLE") return [];
    // SQL Server writes it behind the type, and means both directions.
    const isOutput = /OUT/i.test(mode) || /\sOUTPUT$/i.test(rest);
    const type = dataTypeOf(rest.replace(/\s+(?:DEFAULT\s.*|OUTPUT)$/is, ""));
    return [{ name, type, ...(isOutput ? { direction: "output" as const } : {}) }];
  });
}

/** The parts between the commas that stand in no brackets and no quotation marks. */
function partsOf(signature: string): readonly string[] {
  const pieces = signature.match(/'(?:[^']|'')*'|"(?:[^"]|"")*"|[^'"]/gs) ?? [];
  const parts = [""];
  let depth = 0;
  for (const piece of pieces) {
    if (piece === "(" || piece === "[") depth++;
    if (piece === ")" || piece === "]") depth--;
    if (piece === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += piece;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

/** The data type that carries a database's type; text where the wire has none for it. */
function dataTypeOf(type: string): DataType {
  return dataTypes.find(([pattern]) => pattern.test(type.trim()))?.[1] ?? "nvarchar";
}

const dataTypes: readonly (readonly [RegExp, DataType])[] = [
  [/^(?:bool|boolean)$/i, "boolean"],
  [/^tinyint\(1\)/i, "boolean"],
  [/^bit(?:\(1\))?$/i, "bit"],
  [/^(?:bigint|int8)\b(?!.*\[)/i, "bigint"],
  [/^(?:smallint|int2|tinyint)\b(?!.*\[)/i, "smallint"],
  [/^(?:int|integer|int4|mediumint)\b(?!.*\[)/i, "int"],
  [/^(?:numeric|decimal)\b(?!.*\[)/i, "decimal"],
  [/^(?:money|smallmoney)$/i, "money"],
  [/^(?:double|float|real)\b(?!.*\[)/i, "float"],
  [/^(?:timestamp|datetime|smalldatetime)(?!.*\[)/i, "datetime"],
  [/^date$/i, "date"],
];
