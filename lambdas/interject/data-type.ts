import { type LocalDate, type LocalDateTime, readDate, readDateTime } from "./date-time.ts";
import { RequestInvalid } from "./errors.ts";
import type { RequestParameter } from "./request.ts";
import {
  type Decimal,
  readBigInteger,
  readBoolean,
  readDecimal,
  readFloat,
  readInteger,
  readMoney,
  shapeOf,
} from "./value.ts";

/** What a parameter's value becomes. */
export type ParameterValue = string | Decimal | LocalDate | LocalDateTime | number | bigint | boolean | null;

/** How one data type is read: its name, what the person should enter, and the reader. */
interface DataTypeReader {
  readonly name: string;
  readonly expected: string;
  readonly read: (text: string) => ParameterValue | undefined;
}

const text = (name: string, maxLength: number): DataTypeReader => ({
  name,
  expected: `a text of at most ${maxLength.toLocaleString("en-US")} characters`,
  read: (value) => (value.length <= maxLength ? value : undefined),
});
const whole = (name: string, least: number, most: number): DataTypeReader => ({
  name,
  expected: `a whole number from ${least.toLocaleString("en-US")} to ${most.toLocaleString("en-US")}`,
  read: (value) => readInteger(value, least, most),
});
const float = (name: string): DataTypeReader => ({ name, expected: "a number", read: readFloat });
const bool = (name: string): DataTypeReader => ({ name, expected: "yes or no", read: readBoolean });
const money = (name: string): DataTypeReader => ({
  name,
  expected: "an amount such as 1234.50",
  read: readMoney,
});
const time = (name: string): DataTypeReader => ({
  name,
  expected: "a date and time such as 2026-06-16 11:04:08",
  read: readDateTime,
});

/** The most that SQL Server's max types hold: 2 GB of two-byte characters. No request is as large. */
const unlimited = 1_073_741_823;

/** The 25 data types by number (protocol section 3); sizes and ranges are SQL Server's. */
const dataTypes: readonly DataTypeReader[] = [
  text("none", unlimited),
  text("varchar", 8_000),
  text("varcharmax", unlimited),
  text("nvarchar", 4_000),
  text("nvarcharmax", unlimited),
  text("text", unlimited),
  text("ntext", unlimited),
  text("char", 8_000),
  text("nchar", 4_000),
  { name: "bigint", expected: "a whole number of up to 19 digits", read: readBigInteger },
  whole("int", -2_147_483_648, 2_147_483_647),
  whole("smallint", -32_768, 32_767),
  whole("tinyint", 0, 255),
  bool("boolean"),
  bool("bit"),
  money("money"),
  money("smallmoney"),
  float("float"),
  float("real"),
  float("single"),
  float("double"),
  { name: "decimal", expected: "a number such as 1234.50", read: readDecimal },
  time("datetime"),
  time("smalldatetime"),
  { name: "date", expected: "a date such as 2026-06-16", read: readDate },
];

const lastTextType = 8;

/** Name of a data type number, for messages and logs; undefined for a number that is none. */
export function dataTypeName(dataType: number): string | undefined {
  return dataTypes[dataType]?.name;
}

/**
 * A parameter's value by its declared `DataType`: text, a whole number, a `bigint`, an exact decimal or a local date as
 * text, a float, a boolean. Null is null; an empty cell is null too, except for the text types.
 * @throws RequestInvalid `parameter` for what cannot be read, naming the parameter, its type and the value's shape
 */
export function readParameter({ Name, DataType, InputValue }: RequestParameter): ParameterValue {
  const name = Name.replace(/^@/, "");
  const type = dataTypes[DataType];
  if (type === undefined) {
    throw invalid(name, `The parameter ${name} has the unknown data type ${DataType}.`);
  }
  if (InputValue === null) return null;
  if (DataType > lastTextType && InputValue.trim() === "") return null;
  const value = type.read(InputValue);
  if (value !== undefined) return value;
  throw invalid(name, `${name} must be ${type.expected} (${type.name}), but is ${shapeOf(InputValue)}.`);
}

function invalid(name: string, message: string): RequestInvalid {
  return new RequestInvalid("parameter", message, [{ name, message }]);
}
