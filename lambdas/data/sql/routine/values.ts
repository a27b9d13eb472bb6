import { type ParameterValue, textTypes } from "../../../interject/request/data-type.ts";
import type { DataType } from "../../../interject/request/request.ts";
import type { Cell } from "../../../interject/response/table.ts";
import type { ParameterType, SqlValue } from "../engines/engine.ts";
import { readTyped } from "../engines/read-typed.ts";

/**
 * Reads a text for a routine's parameter. The type that the routine declares decides: a data portal that
 * calls everything text still gives a date where the routine declares a date. Where the routine takes text,
 * the type of the data portal decides how a date or a number is written in it.
 * @param sent the data portal's own type; `none` for a text that has no type, such as a saved cell
 * @throws RequestInvalid `parameter`
 */
export function readArgument(
  name: string,
  text: string | null,
  declared: ParameterType,
  sent: DataType = "none",
): ParameterValue | Uint8Array {
  return readTyped(name, text, texts.has(declared) ? sent : declared);
}

const texts: ReadonlySet<string> = textTypes;

/** A report's own value as it is bound. A date becomes its UTC time without a zone. */
export function bindable(cell: Cell): SqlValue {
  return cell instanceof Date ? cell.toISOString().slice(0, -1) : cell;
}
