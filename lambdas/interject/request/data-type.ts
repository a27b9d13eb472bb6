import { RequestInvalid } from "../errors.ts";
import {
  bigIntegerReader,
  booleanReader,
  dateReader,
  dateTimeReader,
  decimalReader,
  floatReader,
  integerReader,
  moneyReader,
  type Reader,
  shapeOf,
  textReader,
} from "./reader.ts";
import { bareName, type DataType } from "./request.ts";

/**
 * A parameter's value: text for the text types, a canonical `Decimal` for decimal and money, `bigint` for
 * bigint, a number for the smaller whole numbers and the floats, a boolean, a `LocalDate` or `LocalDateTime`
 * text for dates. Null is no value.
 */
export type ParameterValue = string | number | bigint | boolean | null;

const anyText = textReader();

/** How each data type is read. Sizes and ranges are SQL Server's. */
const readers: Readonly<Record<DataType, Reader<NonNullable<ParameterValue>>>> = {
  none: anyText,
  varchar: textReader(8_000),
  varcharmax: anyText,
  nvarchar: textReader(4_000),
  nvarcharmax: anyText,
  text: anyText,
  ntext: anyText,
  char: textReader(8_000),
  nchar: textReader(4_000),
  bigint: bigIntegerReader(),
  int: integerReader(-2_147_483_648, 2_147_483_647),
  smallint: integerReader(-32_768, 32_767),
  tinyint: integerReader(0, 255),
  boolean: booleanReader,
  bit: booleanReader,
  money: moneyReader(64),
  smallmoney: moneyReader(32),
  float: floatReader("double"),
  real: floatReader("single"),
  single: floatReader("single"),
  double: floatReader("double"),
  decimal: decimalReader,
  datetime: dateTimeReader("1753-01-01"),
  smalldatetime: dateTimeReader("1900-01-01", "2079-06-06"),
  date: dateReader,
};

/** Types whose values stay as they are sent, empty ones included. */
export const textTypes: ReadonlySet<DataType> = new Set([
  "none",
  "varchar",
  "varcharmax",
  "nvarchar",
  "nvarcharmax",
  "text",
  "ntext",
  "char",
  "nchar",
]);

/**
 * Reads a parameter's text as a data type (protocol section 3). Null stays null. An empty or blank text is
 * null too, except for the text types, which keep it. Nothing is rounded or raised into range.
 * @param name the parameter's name, with or without `@`; it is for the error alone
 * @throws RequestInvalid `parameter`, naming the parameter, its type and the text's shape, never the text
 * @example readParameter("@Year", "2026", "int") // 2026
 */
export function readParameter(name: string, text: string | null, type: DataType): ParameterValue {
  if (text === null) return null;
  if (!textTypes.has(type) && text.trim() === "") return null;
  return readWith(readers[type], name, text, type);
}

/**
 * Reads a parameter's text with a reader, for types that the protocol does not have.
 * @param type what the error calls the type
 * @throws RequestInvalid `parameter`, as {@link readParameter}
 */
export function readWith<Value>(
  { read, expected }: Reader<Value>,
  name: string,
  text: string,
  type: string,
): Value {
  const value = read(text);
  if (value !== undefined) return value;
  const wrong = `must be ${expected} (${type}), but is ${shapeOf(text)}.`;
  throw new RequestInvalid("parameter", `${bareName(name)} ${wrong}`, [
    { name: bareName(name), message: `This ${wrong}` },
  ]);
}
