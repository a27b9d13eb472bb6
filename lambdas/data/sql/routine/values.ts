import {
  type ParameterValue,
  readParameter,
  readWith,
  textTypes,
} from "../../../interject/request/data-type.ts";
import { parseNumber, toDecimal } from "../../../interject/request/parse-number.ts";
import {
  booleanReader,
  dateTimeReader,
  floatReader,
  integerReader,
  type Reader,
} from "../../../interject/request/reader.ts";
import type { DataType } from "../../../interject/request/request.ts";
import type { Cell } from "../../../interject/response/table.ts";
import type { ParameterType, SqlValue } from "../engines/engine.ts";

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
  if (!isWider(declared)) return readParameter(name, text, isText(declared) ? sent : declared);
  // As with texts, no bytes are a value; of all other types an empty text is none.
  if (text === null || (declared !== "bytes" && text.trim() === "")) return null;
  return readWith(wider[declared], name, text, declared);
}

function isText(type: DataType): boolean {
  return textTypes.has(type);
}

type WiderType = Exclude<ParameterType, DataType>;

function isWider(type: ParameterType): type is WiderType {
  return Object.hasOwn(wider, type);
}

/** A number or one of the words that are none; the words as PostgreSQL writes them. */
function orSpecial<Value>(reader: Reader<Value>, expected: string): Reader<Value | string> {
  const words = new Map([
    ["nan", "NaN"],
    ["infinity", "Infinity"],
    ["inf", "Infinity"],
    ["-infinity", "-Infinity"],
    ["-inf", "-Infinity"],
  ]);
  return { expected, read: (text) => words.get(text.trim().toLowerCase()) ?? reader.read(text) };
}

const anyNumber: Reader<string> = {
  expected: "a number",
  read: (text) => {
    const number = parseNumber(text);
    if (number === undefined) return undefined;
    // Written out already, it keeps the zeros behind its point: they are part of a `numeric`.
    return /e/i.test(text) ? toDecimal(number) : text.trim();
  },
};

const smallNumber = integerReader(-128, 255);

/** How the types that the protocol does not have are read. */
const wider: Readonly<Record<WiderType, Reader<ParameterValue | Uint8Array>>> = {
  bytes: { expected: "bytes, written in base64", read: bytesOf },
  numeric: orSpecial(anyNumber, "a number, NaN or Infinity"),
  "single number": orSpecial(floatReader("single"), "a number within ±3.4E+38, NaN or Infinity"),
  "double number": orSpecial(floatReader("double"), "a number, NaN or Infinity"),
  moment: dateTimeReader(),
  "tinyint(1)": {
    expected: "true or false, or a whole number from -128 to 255",
    read: (text) => booleanReader.read(text) ?? smallNumber.read(text),
  },
};

/**
 * The bytes of a base64 text (RFC 4648 section 4); undefined for every other text, so that none is cut off.
 */
function bytesOf(text: string): Uint8Array | undefined {
  const trimmed = text.trim();
  const bytes = Buffer.from(trimmed, "base64");
  return bytes.toString("base64") === trimmed ? bytes : undefined;
}

/** A report's own value as it is bound. A date becomes its UTC time without a zone. */
export function bindable(cell: Cell): SqlValue {
  return cell instanceof Date ? cell.toISOString().slice(0, -1) : cell;
}
