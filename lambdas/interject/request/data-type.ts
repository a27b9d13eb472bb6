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
import { bareName, type DataType, dataTypes, type RequestParameter } from "./request.ts";

/**
 * A parameter's value: text for the text types, a canonical `Decimal` for decimal and money, `bigint` for
 * bigint, a number for the smaller whole numbers and the floats, a boolean, a `LocalDate` or `LocalDateTime`
 * text for dates. Null is no value.
 */
export type ParameterValue = string | number | bigint | boolean | null;

const text = textReader();

/** How each data type is read. Sizes and ranges are SQL Server's. */
const readers: Readonly<Record<DataType, Reader<NonNullable<ParameterValue>>>> = {
  none: text,
  varchar: textReader(8_000),
  varcharmax: text,
  nvarchar: textReader(4_000),
  nvarcharmax: text,
  text,
  ntext: text,
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
 * A parameter's input value, read as its data type says (protocol section 3). Null stays null; an empty or blank
 * value is null too, save for the text types, which keep it. Nothing is rounded or raised into range.
 * @throws RequestInvalid `parameter`, naming the parameter, its type and the value's shape, never the value
 */
export function readParameter(parameter: RequestParameter): ParameterValue {
  const { InputValue } = parameter;
  if (InputValue === null) return null;
  const type = dataTypes[parameter.DataType] ?? "none";
  if (!textTypes.has(type) && InputValue.trim() === "") return null;
  const { read, expected } = readers[type];
  const value = read(InputValue);
  if (value !== undefined) return value;
  const name = bareName(parameter.Name);
  const wrong = `must be ${expected} (${type}), but is ${shapeOf(InputValue)}.`;
  throw new RequestInvalid("parameter", `${name} ${wrong}`, [{ name, message: `This ${wrong}` }]);
}
