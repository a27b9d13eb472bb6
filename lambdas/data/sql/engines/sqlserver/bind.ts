import { type Request, TYPES } from "tedious";
import { SqlFailure, type SqlValue } from "../engine.ts";
import { rowsAsJson } from "../rows-as-json.ts";
import type { DeclaredType } from "./catalogue.ts";
import { decimalScale, exactDecimal, type TdsType } from "./exact-decimal.ts";

/**
 * A value with the type that it is sent as. Nothing is rounded on the way: what the type cannot
 * hold goes as text.
 */
export interface Bound {
  readonly type: TdsType;
  readonly value: unknown;
  readonly size?: { readonly length?: number; readonly scale?: number };
}

/** A parameter of a request by its name, without `@`. */
export interface BoundParameter {
  readonly name: string;
  readonly bound: Bound;
  readonly isOutput: boolean;
}

export function addParameter(request: Request, { name, bound, isOutput }: BoundParameter): void {
  const { type, value, size } = bound;
  if (isOutput) request.addOutputParameter(name, type, value, size);
  else request.addParameter(name, type, value, size);
}

/** A parameter of a statement by its place, from 0: `@p1` is the first. */
export function parameterAt(place: number, bound: Bound): BoundParameter {
  return { name: `p${place + 1}`, bound, isOutput: false };
}

/**
 * Longer texts and bytes are `max`; one length for all the others, so that the server keeps
 * one plan for them.
 */
const maxShortText = 4_000;
const maxShortBytes = 8_000;
/** What the driver takes for `max`. */
const maxLength = 65_535;

/** The size of an `nvarchar` that is to hold so many characters. */
export const textSize = (length: number) => ({ length: length <= maxShortText ? maxShortText : maxLength });
/** The size of a `varbinary` that is to hold so many bytes. */
export const bytesSize = (length: number) => ({
  length: length <= maxShortBytes ? maxShortBytes : maxLength,
});

const minInt = -(2 ** 31);
const maxInt = 2 ** 31 - 1;

/** A value whose parameter is not known: by its own kind. */
export function bindValue(value: SqlValue): Bound {
  if (value === null || typeof value === "string") return bindText(value);
  if (typeof value === "boolean") return { type: TYPES.Bit, value };
  if (typeof value === "bigint") return { type: TYPES.BigInt, value };
  if (typeof value === "number") {
    const isInt = Number.isInteger(value) && value >= minInt && value <= maxInt;
    return { type: isInt ? TYPES.Int : TYPES.Float, value };
  }
  if (value instanceof Uint8Array) return bindBytes(value);
  return bindText(rowsAsJson(value));
}

export function bindText(value: string | null): Bound {
  // Half of a surrogate pair is no character: sent as it is, the server would store what no
  // one can read back.
  return { type: TYPES.NVarChar, value: value?.toWellFormed() ?? null, size: textSize(value?.length ?? 0) };
}

export const decimals: ReadonlySet<string> = new Set(["decimal", "numeric", "money", "smallmoney"]);
const moneyScale = 4;

/**
 * A value for a parameter of a known type. Decimals and money go digit for digit; dates as ISO text, which
 * the server reads to its own precision.
 * @throws SqlFailure `data` where a text or bytes are longer than the parameter: the server would cut them
 * off without a word
 */
export function bindInput(name: string, declared: DeclaredType, value: SqlValue): Bound {
  // From text, which a null goes as, the server converts to no bytes (error 257).
  if (value === null && bytesTypes.has(declared.base)) return bindBytes(null);
  if (typeof value === "string" && decimals.has(declared.base) && isDecimal(value))
    return bindDecimal(declared, value);
  if (typeof value === "string" || value instanceof Uint8Array) {
    const tooLong = excess(name, declared, value);
    if (tooLong !== null) throw new SqlFailure("data", tooLong);
  }
  return bindValue(value);
}

/** Types that hold bytes. A `timestamp` does too, but is the server's to count. */
export const bytesTypes: ReadonlySet<string> = new Set(["binary", "varbinary", "image", "timestamp"]);

/** @param room in bytes; default is what the value needs */
export function bindBytes(value: Uint8Array | null, room = value?.length ?? 0): Bound {
  return { type: TYPES.VarBinary, value: value === null ? null : Buffer.from(value), size: bytesSize(room) };
}

export function bindDecimal({ base, scale }: DeclaredType, value: string | null): Bound {
  const own = base.endsWith("money") ? moneyScale : scale;
  return { type: exactDecimal, value, size: { scale: decimalScale(value, own) } };
}

/**
 * A canonical decimal (`lambdas/interject/request/parse-number.ts`). Another text goes as it is, for the
 * server to read or refuse.
 */
export function isDecimal(text: string): boolean {
  return /^-?\d{1,38}(?:\.\d{1,38})?$/.test(text) && text.replace(/[-.]/g, "").length <= 38;
}

/** The sentence for a text or bytes longer than their parameter or column; null for what fits. */
export function excess(
  name: string,
  { base, maxLength }: DeclaredType,
  value: string | Uint8Array,
): string | null {
  const unit = typeof value === "string" ? "characters" : "bytes";
  const bytesEach = unit === "bytes" ? 1 : textBytes[base];
  // The catalogue gives -1 for `max`, and for an `image` the length of its pointer.
  if (bytesEach === undefined || maxLength < 0 || base === "image") return null;
  const room = maxLength / bytesEach;
  return value.length > room ? `${name} takes at most ${room} ${unit}, but has ${value.length}.` : null;
}

/**
 * By the character, as `max_length` counts them; a UTF-8 collation may hold fewer, and the server says so.
 */
const textBytes: Readonly<Record<string, number>> = { nvarchar: 2, nchar: 2, varchar: 1, char: 1 };
