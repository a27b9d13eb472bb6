import { type ParameterValue, textTypes } from "../../../interject/request/data-type.ts";
import { parseNumber } from "../../../interject/request/parse-number.ts";
import { amountReader } from "../../../interject/request/reader.ts";
import type { DataType } from "../../../interject/request/request.ts";
import type { Cell } from "../../../interject/response/table.ts";
import type { ParameterType, SqlValue } from "../engines/engine.ts";
import { readTyped } from "../engines/read-typed.ts";

/**
 * Reads a text for a routine's parameter. The type that the routine declares decides: a data portal that
 * calls everything text still gives a date where the routine declares a date. Where the routine takes text,
 * the type of the data portal decides how a date or a number is written in it. What the data portal calls
 * money may be written as money (`$1,234.50`), whichever number the routine declares.
 * @param sent the data portal's own type; `none` for a text that has no type, such as a saved cell
 * @throws RequestInvalid `parameter`
 */
export function readArgument(
  name: string,
  text: string | null,
  declared: ParameterType,
  sent: DataType = "none",
): ParameterValue | Uint8Array {
  const type = texts.has(declared) ? sent : declared;
  const amount = money.has(sent) && text !== null && numbers.has(type) && parseNumber(text) === undefined;
  return readTyped(name, amount ? (amountReader.read(text) ?? text) : text, type);
}

/**
 * What Interject's .NET API and SQL Server make of a blank value that a data portal sends (`blanks`
 * `"dotnet"`): 0 for a number, false for a boolean and a first day for a date. .NET binds a blank by the data
 * portal's type, and SQL Server reads an empty text for what the routine declares; only a missing text stays
 * NULL.
 */
export function blankAsDotnet(text: string | null, declared: ParameterType, sent: DataType): string | null {
  const type = texts.has(declared) ? sent : declared;
  if ((text ?? "").trim() !== "" || (text === null && texts.has(sent))) return text;
  if (numbers.has(type) || money.has(type)) return "0";
  if (booleans.has(type)) return "false";
  if (!dates.has(type)) return text;
  return sent === "date" && !dates1753.has(type) ? "0001-01-01" : "1900-01-01";
}

const texts: ReadonlySet<string> = textTypes;
const money: ReadonlySet<string> = new Set<ParameterType>(["money", "smallmoney"]);
const booleans: ReadonlySet<string> = new Set<ParameterType>(["boolean", "bit", "tinyint(1)"]);
const dates1753: ReadonlySet<string> = new Set<ParameterType>(["datetime", "smalldatetime"]);
const dates: ReadonlySet<string> = new Set<ParameterType>([
  "date",
  "datetime",
  "smalldatetime",
  "moment",
  "zoned moment",
]);
const numbers: ReadonlySet<string> = new Set<ParameterType>([
  "bigint",
  "int",
  "smallint",
  "tinyint",
  "float",
  "real",
  "single",
  "double",
  "decimal",
  "numeric",
  "single number",
  "double number",
]);

/** A report's own value as it is bound. A date becomes its UTC time without a zone. */
export function bindable(cell: Cell): SqlValue {
  return cell instanceof Date ? cell.toISOString().slice(0, -1) : cell;
}
