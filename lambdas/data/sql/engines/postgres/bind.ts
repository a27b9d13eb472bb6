import type { SqlValue } from "../engine.ts";
import { rowsAsJson } from "../rows-as-json.ts";

/** What the extended protocol sends for a value. */
export type BoundValue = string | Uint8Array | null;

/** A value as text or bytes; the cast in the statement says what type it is. */
export function bindValue(value: SqlValue): BoundValue {
  if (value === null || typeof value === "string") return value;
  if (value instanceof Uint8Array) return Buffer.from(value);
  return typeof value === "object" ? rowsAsJson(value) : String(value);
}
