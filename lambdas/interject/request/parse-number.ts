/**
 * Numbers as the Addin writes them, taken apart without rounding: `-12.50`, `.5`, `1.23E+15` (.NET writes
 * large numbers so). Decimal commas and thousands separators are not read: `1,234` means different numbers in
 * different countries.
 */

declare const kind: unique symbol;

/** An exact decimal number in one spelling: no `+`, no exponent, no zero too many (`0`, `-12.5`, `1000`). */
export type Decimal = string & { readonly [kind]: "Decimal" };

/** `digits` times ten to the power of `exponent`, without zeros at either end of `digits`; zero has none. */
export interface ExactNumber {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

/** Longer than any double or 38-digit decimal is ever written; bounds the work on a hostile text. */
const maxCharacters = 400;

const pattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;

/** Takes a number apart, with blanks around it. Undefined for any other text. */
export function parseNumber(text: string): ExactNumber | undefined {
  const trimmed = text.trim();
  if (trimmed.length > maxCharacters) return undefined;
  const match = pattern.exec(trimmed);
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  const all = whole + fraction;
  if (all === "") return undefined;
  const leading = all.replace(/^0+/, "");
  const digits = leading.replace(/(?<!0)0+$/, "");
  return {
    negative: sign === "-" && digits !== "",
    digits,
    exponent: digits === "" ? 0 : Number(exponent) - fraction.length + leading.length - digits.length,
  };
}

/** How many digits the number has before and behind the point when it is written out. */
export function digitsOf({ digits, exponent }: ExactNumber): {
  readonly whole: number;
  readonly fraction: number;
} {
  return { whole: Math.max(0, digits.length + exponent), fraction: Math.max(0, -exponent) };
}

/** Writes the number out. The text is as long as {@link digitsOf} says: check that first. */
export function toDecimal(number: ExactNumber): Decimal {
  const { whole, fraction } = digitsOf(number);
  const padded = number.digits.padEnd(whole, "0").padStart(fraction, "0");
  const point = padded.length - fraction;
  const text = `${padded.slice(0, point) || "0"}${fraction > 0 ? `.${padded.slice(point)}` : ""}`;
  return (number.negative ? `-${text}` : text) as Decimal;
}

/** The number's value where it is whole and fits into 64 bits, else undefined. */
export function toBigInt(number: ExactNumber): bigint | undefined {
  const { whole, fraction } = digitsOf(number);
  if (fraction > 0 || whole > 19) return undefined;
  const value = BigInt(toDecimal(number));
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

/** The nearest double, which is zero for zero alone and never infinite; else undefined. */
export function toDouble(number: ExactNumber): number | undefined {
  const value = Number(`${number.negative ? "-" : ""}${number.digits || "0"}e${number.exponent}`);
  if (!Number.isFinite(value) || (value === 0 && number.digits !== "")) return undefined;
  return value;
}

/**
 * Takes an amount of money apart, as Excel's currency and accounting formats show it: `$1,234.50`, `-$5`,
 * `($1,234.50)`. It may have a `$`, thousands separators in groups of three, and parentheses for a minus.
 */
export function parseMoney(text: string): ExactNumber | undefined {
  const trimmed = text.trim();
  if (trimmed.length > maxCharacters) return undefined;
  const match = /^(?:\((?<inner>[^()]*)\)|(?<sign>[+-]?)(?<outer>[^()]*))$/.exec(trimmed);
  const { inner, sign = "", outer = "" } = match?.groups ?? {};
  const amount = (inner ?? outer).trim().replace(/^\$\s*/, "");
  if (inner !== undefined && !/^[\d.]/.test(amount)) return undefined;
  if (sign !== "" && /^[+-]/.test(amount)) return undefined;
  const plain = /^[+-]?\d{1,3}(?:,\d{3})+(?![\d,])/.test(amount) ? amount.replaceAll(",", "") : amount;
  const number = parseNumber(plain);
  if (number === undefined) return undefined;
  const negative = number.negative || sign === "-" || inner !== undefined;
  return { ...number, negative: negative && number.digits !== "" };
}
