import { parameterKey } from "../../../interject/request/system-parameters.ts";
import type { SaveRows } from "./engine.ts";

/**
 * Whether a parameter takes a saved table by its name, where its type alone does not say that it takes JSON:
 * MariaDB keeps JSON as long text, SQL Server as nvarchar(max).
 */
export function isNamedForRows(parameter: string): boolean {
  return parameterKey(parameter) === "interject_datatosave";
}

/** A saved table as a JSON array with an object for each row: column -> text or null. */
export function rowsAsJson({ columns, rows }: SaveRows): string {
  return JSON.stringify(
    // `fromEntries` treats a column named `__proto__` like any other.
    rows.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at] ?? null]))),
  );
}
