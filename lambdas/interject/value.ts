/**
 * From the text that a parameter or a saved cell carries to an exact value. Each reader returns undefined for
 * what it cannot read, never a substitute.
 */

/** A decimal number of any size as its shortest plain digits, `-1234.5`: exact, because it never was a float. */
export type Decimal = string & { readonly decimal: unique symbol };

const integer = /^[+-]?\d+(?:\.0*)?$/;
const decimal = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/** A whole number from `least` to `most`; `12.0` is one. */
export function readInteger(text: string, least: number, most: number): number | undefined {
  const value = readBigInteger(text);
  if (value === undefined || value < BigInt(least) || value > BigInt(most)) return undefined;
  return Number(value);
}

/** A whole number of 64 bits, the range of SQL's `bigint`. */
export function readBigInteger(text: string): bigint | undefined {
  const trimmed = text.trim();
  if (!integer.test(trimmed) || trimmed.length > 40) return undefined;
  const value = BigInt(trimmed.replace(/^\+/, "").replace(/\..*$/, ""));
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

/** A decimal number with up to 400 digits, also in the exponent form that Excel gives very small and large numbers. */
export function readDecimal(text: string): Decimal | undefined {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = decimal.exec(text.trim()) ?? [];
  const digits = whole + fraction;
  if (digits === "" || digits.length > 400) return undefined;
  const point = whole.length + Number(exponent);
  if (Math.abs(point) > 400) return undefined;
  const padded = digits.padStart(digits.length + Math.max(0, -point), "0");
  const at = Math.max(0, point);
  const before =
    padded
      .slice(0, at)
      .padEnd(at, "0")
      .replace(/^0+(?=.)/, "") || "0";
  const after = padded.slice(at).replace(/0+$/, "");
  const plain = after === "" ? before : `${before}.${after}`;
  return (sign === "-" && /[1-9]/.test(plain) ? `-${plain}` : plain) as Decimal;
}

/** An amount as Excel shows one: `$` and separators between thousands are dropped, `(12.50)` is negative. */
export function readMoney(text: string): Decimal | undefined {
  const trimmed = text.trim();
  const negative = /^\((.*)\)$/.exec(trimmed)?.[1];
  const amount = (negative ?? trimmed).replace("$", "").trim();
  const plain = /^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$/.test(amount) ? amount.replaceAll(",", "") : amount;
  if (negative !== undefined && /^[+-]/.test(plain)) return undefined;
  return readDecimal(negative === undefined ? plain : `-${plain}`);
}

/** A finite floating-point number. */
export function readFloat(text: string): number | undefined {
  if (readDecimal(text) === undefined) return undefined;
  const value = Number(text.trim());
  return Number.isFinite(value) ? value : undefined;
}

/** The words of the .NET API: true, yes, y, t, 1 and false, no, n, f, 0, in any case. */
export function readBoolean(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  if (["true", "1", "yes", "y", "t"].includes(word)) return true;
  if (["false", "0", "no", "n", "f"].includes(word)) return false;
  return undefined;
}

/** What a text looks like, for a message that must not repeat it. */
export function shapeOf(text: string): string {
  const { length } = text.trim();
  if (/^[+-]?\d+$/.test(text.trim())) return `a whole number of ${length} digits`;
  if (readDecimal(text) !== undefined) return "a number";
  return length === 1 ? "a text of 1 character" : `a text of ${length} characters`;
}
