import { type ParameterValue, readParameter, readWith } from "../../../interject/request/data-type.ts";
import { parseNumber, toDecimal } from "../../../interject/request/parse-number.ts";
import {
  booleanReader,
  dateTimeReader,
  floatReader,
  integerReader,
  type Reader,
} from "../../../interject/request/reader.ts";
import type { DataType } from "../../../interject/request/request.ts";
import type { ParameterType } from "./engine.ts";

/**
 * Reads a text as the type that a database declares. Null stays null, and so does an empty text, except for
 * texts and bytes.
 * @throws RequestInvalid `parameter`
 */
export function readTyped(
  name: string,
  text: string | null,
  type: ParameterType,
): ParameterValue | Uint8Array {
  if (!isWider(type)) return readParameter(name, text, type);
  // As with texts, no bytes are a value; of all other types an empty text is none.
  if (text === null || (type !== "bytes" && text.trim() === "")) return null;
  return readWith(wider[type], name, text, type);
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
const moment = dateTimeReader();

/** How the types that the protocol does not have are read. */
const wider: Readonly<Record<WiderType, Reader<ParameterValue | Uint8Array>>> = {
  bytes: { expected: "bytes, written in base64", read: bytesOf },
  numeric: orSpecial(anyNumber, "a number, NaN or Infinity"),
  "single number": orSpecial(floatReader("single"), "a number within ±3.4E+38, NaN or Infinity"),
  "double number": orSpecial(floatReader("double"), "a number, NaN or Infinity"),
  moment,
  "zoned moment": {
    expected: `${moment.expected}, in UTC or with an offset like +02:00 behind it`,
    read: (text) => moment.read(inUtc(text)),
  },
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

const zoned = /^(.*:\d{2}(?:\.\d{1,7})?) ?(?:Z|([+-])(0\d|1[0-4]):([0-5]\d))$/i;

/** The text of a moment with an offset as its time in UTC; every other text as it is. */
function inUtc(text: string): string {
  const [, local, sign, hours = "0", minutes = "0"] = zoned.exec(text.trim()) ?? [];
  const dateTime = local === undefined ? undefined : moment.read(local);
  if (dateTime === undefined) return text;
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -1 : 1);
  const utc = new Date(Date.parse(`${dateTime.slice(0, 19)}Z`) - offset * 60_000).toISOString();
  return utc.slice(0, -5) + dateTime.slice(19);
}
