import { type ParameterValue, readParameter, textTypes } from "../../../interject/request/data-type.ts";
import type { DataType } from "../../../interject/request/request.ts";
import type { Cell } from "../../../interject/response/table.ts";
import type { SqlValue } from "../engines/engine.ts";

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
  declared: DataType,
  sent: DataType = "none",
): ParameterValue {
  return readParameter(name, text, textTypes.has(declared) ? sent : declared);
}

/** A report's own value as it is bound. A date becomes its UTC time without a zone. */
export function bindable(cell: Cell): SqlValue {
  return cell instanceof Date ? cell.toISOString().slice(0, -1) : cell;
}
