import { type ParameterValue, readParameter, textTypes } from "../../../interject/request/data-type.ts";
import { dataTypes, type RequestParameter } from "../../../interject/request/request.ts";
import type { Cell } from "../../../interject/response/table.ts";
import type { RoutineParameter, SqlValue } from "../engines/engine.ts";

/**
 * What a data portal sends for a parameter, read as the routine declares it: a portal that calls everything text still gives a date
 * where one is declared. Where the routine takes text, the portal's own type decides how a date or number is written.
 * @throws RequestInvalid `parameter`
 */
export function requestValue(sent: RequestParameter, declared: RoutineParameter): ParameterValue {
  if (textTypes.has(declared.dataType)) return readParameter(sent);
  return readParameter({ ...sent, DataType: dataTypes.indexOf(declared.dataType) });
}

/** A text from elsewhere, such as a saved cell, read as the routine declares it. @throws RequestInvalid `parameter` */
export function textValue(name: string, text: string | null, declared: RoutineParameter): ParameterValue {
  const sent = {
    Name: name,
    DataType: 0,
    ExpectsOutput: false,
    InFormula: false,
    InputValue: text,
    OutputValue: null,
    UserValidationMessage: null,
    DefaultValue: null,
  };
  return requestValue(sent, declared);
}

/** A report's own value as it is bound: a date as its UTC time, without a zone. */
export function bindable(cell: Cell): SqlValue {
  return cell instanceof Date ? cell.toISOString().slice(0, -1) : cell;
}
