import { type Request, TYPES } from "tedious";
import { SqlFailure, type SqlValue } from "../engine.ts";
import type { DeclaredType } from "./catalogue.ts";
import { decimalScale, exactDecimal, type TdsType } from "./exact-decimal.ts";

/** A value with the type that it is sent as. Nothing is rounded on the way: what the type cannot hold goes as text. */
export interface Bound {
  readonly type: TdsType;
  readonly value: unknown;
  readonly size?: { readonly length?: number; readonly scale?: number };
}

export function addParameter(
  request: Request,
  name: string,
  { type, value, size }: Bound,
  output = false,
): void {
  if (output) request.addOutputParameter(name, type, value, size);
  else request.addParameter(name, type, value, size);
}

/** Longer ones are `nvarchar(max)`; one length for all the others, so that the server keeps one plan for them. */
const maxShortText = 4_000;
const maxText = 65_535;
const maxShortBytes = 8_000;
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
  if (value instanceof Uint8Array) {
    const length = value.length <= maxShortBytes ? maxShortBytes : maxText;
    return { type: TYPES.VarBinary, value: Buffer.from(value), size: { length } };
  }
  return bindText(
    JSON.stringify(
      value.rows.map((row) => Object.fromEntries(value.columns.map((c, i) => [c, row[i] ?? null]))),
    ),
  );
}

function bindText(value: string | null): Bound {
  const length = value === null || value.length <= maxShortText ? maxShortText : maxText;
  return { type: TYPES.NVarChar, value, size: { length } };
}

const decimals: ReadonlySet<string> = new Set(["decimal", "numeric", "money", "smallmoney"]);
const moneyScale = 4;

/**
 * A value for a parameter of a known type. Decimals and money go digit for digit; dates as ISO text, which the server reads
 * to its own precision.
 * @throws SqlFailure `data` where a text is longer than the parameter: the server would cut it off without a word
 */
export function bindInput(name: string, declared: DeclaredType, value: SqlValue): Bound {
  if (typeof value === "string") {
    if (decimals.has(declared.base) && isDecimal(value)) return bindDecimal(declared, value);
    const excess = textExcess(name, declared, value);
    if (excess !== null) throw new SqlFailure("data", excess);
  }
  return bindValue(value);
}

/** How an output parameter is declared where it carries no text in: as the type that it is, so that it comes back as such. */
const outputTypes: Readonly<Record<string, TdsType>> = {
  bigint: TYPES.BigInt,
  int: TYPES.Int,
  smallint: TYPES.SmallInt,
  tinyint: TYPES.TinyInt,
  bit: TYPES.Bit,
  float: TYPES.Float,
  real: TYPES.Real,
  datetime: TYPES.DateTime,
  // Sent as datetime, the server rounds it to the minute as it would any other value.
  smalldatetime: TYPES.DateTime,
  datetime2: TYPES.DateTime2,
  datetimeoffset: TYPES.DateTimeOffset,
  date: TYPES.Date,
  time: TYPES.Time,
  uniqueidentifier: TYPES.UniqueIdentifier,
  binary: TYPES.VarBinary,
  varbinary: TYPES.VarBinary,
};
const dates: ReadonlySet<string> = new Set([
  "datetime",
  "smalldatetime",
  "datetime2",
  "datetimeoffset",
  "date",
]);
const scaled: ReadonlySet<string> = new Set(["datetime2", "datetimeoffset", "time"]);
const shortBinary = { length: maxShortBytes };

/**
 * An output parameter, which takes a value in as well: in T-SQL all of them do.
 * @throws SqlFailure `data`, as {@link bindInput}
 */
export function bindOutput(name: string, declared: DeclaredType, value: SqlValue): Bound {
  const { base, maxLength, scale } = declared;
  if (decimals.has(base) && (value === null || (typeof value === "string" && isDecimal(value)))) {
    return bindDecimal(declared, value);
  }
  const type = outputTypes[base];
  if (type === undefined) {
    const text = bindInput(name, declared, value);
    const long = maxLength === -1 || base === "xml" || text.size?.length === maxText;
    return text.type === TYPES.NVarChar ? { ...text, size: { length: long ? maxText : maxShortText } } : text;
  }
  if (type === TYPES.VarBinary) {
    return {
      type,
      value: value instanceof Uint8Array ? Buffer.from(value) : null,
      size: binarySize(maxLength),
    };
  }
  if (typeof value === "string" && !(base === "uniqueidentifier" && guid.test(value)))
    return dates.has(base) ? bindDate(type, scale, value) : bindInput(name, declared, value);
  return { type, value, size: scaled.has(base) ? { scale } : {} };
}

const guid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

function binarySize(maxLength: number): { length: number } {
  return maxLength === -1 ? { length: maxText } : shortBinary;
}

function bindDecimal({ base, scale }: DeclaredType, value: string | null): Bound {
  const own = base.endsWith("money") ? moneyScale : scale;
  return { type: exactDecimal, value, size: { scale: decimalScale(value, own) } };
}

/** A canonical decimal (`lambdas/interject/number-text.ts`). Another text goes as it is, for the server to read or refuse. */
function isDecimal(text: string): boolean {
  return /^-?\d{1,38}(?:\.\d{1,38})?$/.test(text) && text.replace(/[-.]/g, "").length <= 38;
}

const isoDate = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})(?:\.(\d{1,7}))?)?$/;

/** An ISO date as tedious takes it: to the millisecond, and the digits behind it in seconds under `nanosecondDelta`. */
function bindDate(type: TdsType, scale: number, text: string): Bound {
  const [, day, time = "00:00:00", fraction = ""] = isoDate.exec(text) ?? [];
  if (day === undefined) return bindText(text);
  const ticks = fraction.padEnd(7, "0");
  const date = new Date(`${day}T${time}.${ticks.slice(0, 3)}Z`);
  const value = Object.assign(date, { nanosecondDelta: Number(ticks.slice(3)) / 10_000_000 });
  return { type, value, size: type === TYPES.DateTime || type === TYPES.Date ? {} : { scale } };
}

/** The sentence for a text that is longer than its parameter or column; null for one that fits. */
export function textExcess(name: string, { base, maxLength }: DeclaredType, text: string): string | null {
  const bytesEach = textBytes[base];
  if (bytesEach === undefined || maxLength < 0) return null;
  const room = maxLength / bytesEach;
  return text.length > room ? `${name} takes at most ${room} characters, but has ${text.length}.` : null;
}

/** By the character, as `max_length` counts them; a UTF-8 collation may hold fewer, and the server says so. */
const textBytes: Readonly<Record<string, number>> = { nvarchar: 2, nchar: 2, varchar: 1, char: 1 };
