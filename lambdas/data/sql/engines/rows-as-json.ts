import type { SaveRows } from "./engine.ts";

/** A saved table as a JSON array with an object for each row: column -> text or null. */
export function rowsAsJson({ columns, rows }: SaveRows): string {
  return JSON.stringify(
    // `fromEntries` treats a column named `__proto__` like any other.
    rows.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at] ?? null]))),
  );
}
