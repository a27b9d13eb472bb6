/** Only SQL Server needs this file: its output parameters are declared with a type and take a value in. */

import { TYPES } from "tedious";
import { SqlFailure, type SqlValue } from "../engine.ts";
import {
  type Bound,
  bindBytes,
  bindDecimal,
  bindInput,
  bindText,
  decimals,
  isDecimal,
  textSize,
} from "./bind.ts";
import type { DeclaredType } from "./catalogue.ts";
import type { TdsType } from "./exact-decimal.ts";

/**
 * How an output parameter is declared where it carries no text in: as the type that it is, so that it
 * comes back as such.
 */
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
const longest = Number.POSITIVE_INFINITY;
const scaled: ReadonlySet<string> = new Set(["datetime2", "datetimeoffset", "time"]);

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
    const isLong = maxLength === -1 || base === "xml";
    return text.type === TYPES.NVarChar && isLong ? { ...text, size: textSize(longest) } : text;
  }
  if (type === TYPES.VarBinary) {
    const room = maxLength === -1 ? longest : maxLength;
    const { value: bytes } = bindInput(name, declared, value);
    if (bytes === null || bytes instanceof Uint8Array) return bindBytes(bytes, room);
    throw new SqlFailure("data", `${name} takes bytes, written in base64.`);
  }
  if (typeof value === "string" && !(base === "uniqueidentifier" && guid.test(value)))
    return dates.has(base) ? bindDate(type, scale, value) : bindInput(name, declared, value);
  return { type, value, size: scaled.has(base) ? { scale } : {} };
}

const guid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

const isoDate = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})(?:\.(\d{1,7}))?)?$/;

/**
 * An ISO date as tedious takes it: to the millisecond, and the digits behind it in seconds under
 * `nanosecondDelta`.
 */
function bindDate(type: TdsType, scale: number, text: string): Bound {
  const [, day, time = "00:00:00", fraction = ""] = isoDate.exec(text) ?? [];
  if (day === undefined) return bindText(text);
  const ticks = fraction.padEnd(7, "0");
  const date = new Date(`${day}T${time}.${ticks.slice(0, 3)}Z`);
  const value = Object.assign(date, { nanosecondDelta: Number(ticks.slice(3)) / 10_000_000 });
  return { type, value, size: type === TYPES.DateTime || type === TYPES.Date ? {} : { scale } };
}
