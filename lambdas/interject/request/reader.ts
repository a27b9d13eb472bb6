import { dayOf, type LocalDate, type LocalDateTime, parseDate, parseDateTime } from "./parse-date.ts";
import {
  type Decimal,
  digitsOf,
  type ExactNumber,
  parseMoney,
  parseNumber,
  toBigInt,
  toDecimal,
  toDouble,
} from "./parse-number.ts";

/** The one way to read each kind of value from its text. Data types and report parameters share them. */

/** Reads a text as a value of one kind. */
export interface Reader<Value> {
  /** What the text must be, to stand behind "must be" in a sentence. */
  readonly expected: string;
  /** The value; undefined where the text does not fit. */
  readonly read: (text: string) => Value | undefined;
}

/** Any text of at most `maxCharacters` UTF-16 units, kept as it is. */
export function textReader(maxCharacters = Number.POSITIVE_INFINITY): Reader<string> {
  const size = maxCharacters === Number.POSITIVE_INFINITY ? "" : ` of at most ${maxCharacters} characters`;
  return { expected: `a text${size}`, read: (text) => (text.length <= maxCharacters ? text : undefined) };
}

/** A whole number within safe integers; `5`, `5.0` and `1E+3` are whole. */
export function integerReader(min: number, max: number): Reader<number> {
  const range = bigIntegerReader(BigInt(min), BigInt(max));
  const read = (text: string) => {
    const value = range.read(text);
    return value === undefined ? undefined : Number(value);
  };
  return { expected: range.expected, read };
}

const minBigInteger = -(2n ** 63n);
const maxBigInteger = 2n ** 63n - 1n;

/** A whole number of 64 bits. */
export function bigIntegerReader(min = minBigInteger, max = maxBigInteger): Reader<bigint> {
  return {
    expected: `a whole number from ${min} to ${max}`,
    read: (text) => {
      const number = parseNumber(text);
      const value = number && toBigInt(number);
      return value !== undefined && value >= min && value <= max ? value : undefined;
    },
  };
}

/** As many digits as SQL's `decimal` holds, before and behind the point together. */
const maxDecimalDigits = 38;

function bounded(number: ExactNumber | undefined): Decimal | undefined {
  if (number === undefined) return undefined;
  const { whole, fraction } = digitsOf(number);
  return whole + fraction <= maxDecimalDigits ? toDecimal(number) : undefined;
}

/** A decimal number of up to 38 digits, exact. */
export const decimalReader: Reader<Decimal> = {
  expected: `a decimal number of at most ${maxDecimalDigits} digits`,
  read: (text) => bounded(parseNumber(text)),
};

/** An amount of money as an exact decimal number, where no database's `money` bounds it. */
export const amountReader: Reader<Decimal> = {
  expected: `an amount of at most ${maxDecimalDigits} digits`,
  read: (text) => bounded(parseMoney(text)),
};

/** SQL counts money in ten-thousandths: in 64 bits for `money`, in 32 for `smallmoney`. */
const moneyScale = 4;

/**
 * An amount that fits SQL's money of `bits` (64 or 32). Decimals beyond the fourth are left for SQL to round.
 */
export function moneyReader(bits: 32 | 64): Reader<Decimal> {
  const limit = 2n ** BigInt(bits - 1);
  return {
    expected: `an amount of money from -${inUnits(limit)} to ${inUnits(limit - 1n)}`,
    read: (text) => {
      const number = parseMoney(text);
      const decimal = bounded(number);
      if (number === undefined || decimal === undefined) return undefined;
      const [whole = "", fraction = ""] = decimal.replace("-", "").split(".");
      const units = BigInt(whole + fraction.slice(0, moneyScale).padEnd(moneyScale, "0"));
      const beyond = /[1-9]/.test(fraction.slice(moneyScale)) ? 1n : 0n;
      return units + beyond <= (number.negative ? limit : limit - 1n) ? decimal : undefined;
    },
  };
}

function inUnits(units: bigint): string {
  return `${units / 10_000n}.${String(units % 10_000n).padStart(moneyScale, "0")}`;
}

/** A number as a double; with `single`, within a 4-byte number's range. Only zero itself is read as zero. */
export function floatReader(precision: "single" | "double"): Reader<number> {
  return {
    expected: precision === "double" ? "a number" : "a number within ±3.4E+38",
    read: (text) => {
      const number = parseNumber(text);
      const value = number && toDouble(number);
      if (value === undefined || precision === "double") return value;
      const single = Math.fround(value);
      return Number.isFinite(single) && (single !== 0 || value === 0) ? value : undefined;
    },
  };
}

const words = new Map([
  ...["true", "1", "yes", "y", "t"].map((word) => [word, true] as const),
  ...["false", "0", "no", "n", "f"].map((word) => [word, false] as const),
]);

/** The protocol's words for true and false (section 3), in any case. */
export const booleanReader: Reader<boolean> = {
  expected: "true or false (or yes or no, 1 or 0)",
  read: (text) => words.get(text.trim().toLowerCase()),
};

const dateForms = "like 2026-06-16, 6/16/2026 or Excel's number for it";

/** A day, without a time of day. */
export const dateReader: Reader<LocalDate> = {
  expected: `a date without a time of day, ${dateForms}`,
  read: parseDate,
};

/** A day with its time of day, between two days, both included. */
export function dateTimeReader(earliest = "0001-01-01", latest = "9999-12-31"): Reader<LocalDateTime> {
  return {
    expected: `a date and time from ${earliest} to ${latest}, ${dateForms}`,
    read: (text) => {
      const dateTime = parseDateTime(text);
      if (dateTime === undefined) return undefined;
      const day = dayOf(dateTime);
      return day >= earliest && day <= latest ? dateTime : undefined;
    },
  };
}

/** What a text looks like, for an error that must not repeat it: `a number of 4 characters`. */
export function shapeOf(text: string): string {
  const what = parseNumber(text) ? "number" : parseDateTime(text) ? "date" : "text";
  return `a ${what} of ${text.length} ${text.length === 1 ? "character" : "characters"}`;
}
