import mysql2, { type ExecuteValues } from "mysql2";
import type { SqlValue } from "../engine.ts";
import { rowsAsJson } from "../rows-as-json.ts";

const { TypedParameter } = mysql2;

const minInt64 = -(2n ** 63n);
const maxInt64 = 2n ** 63n - 1n;
const maxUint64 = 2n ** 64n - 1n;

/**
 * A value as the driver binds it, apart from the statement: whole numbers as 64-bit integers, other numbers as doubles,
 * booleans as 1 and 0, bytes as a blob, a saved table as JSON (for `JSON_TABLE(..., '$[*]' ...)`). All else is text,
 * which the server reads as its type says.
 */
export function bindValue(value: SqlValue): ExecuteValues {
  switch (typeof value) {
    case "bigint":
      return wholeNumber(value);
    case "number":
      return Number.isSafeInteger(value) ? wholeNumber(BigInt(value)) : value;
    case "boolean":
      return wholeNumber(value ? 1n : 0n);
    case "string":
      return value;
  }
  if (value === null) return null;
  return value instanceof Uint8Array ? Buffer.from(value) : rowsAsJson(value);
}

/** A bigint that no integer type holds goes as text, for the server to refuse or to read as a decimal. */
function wholeNumber(value: bigint): ExecuteValues {
  if (value >= minInt64 && value <= maxInt64) return TypedParameter.BIGINT(value);
  return value > 0n && value <= maxUint64 ? TypedParameter.BIGINT.unsigned(value) : String(value);
}
