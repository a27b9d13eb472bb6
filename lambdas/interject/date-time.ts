/**
 * Dates and times without a zone, exact, as ISO 8601 text: `2026-06-16` and `2026-06-16T11:04:08`, with as many decimals of
 * a second as were sent. Read from ISO text, from Excel's serial numbers (protocol section 3), and from the US form
 * that .NET's invariant culture reads.
 */

/** `2026-06-16`. */
export type LocalDate = string & { readonly localDate: unique symbol };
/** `2026-06-16T11:04:08` or `2026-06-16T11:04:08.123`. */
export type LocalDateTime = string & { readonly localDateTime: unique symbol };

const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,7}))?)?)?$/;
const us =
  /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,7}))?)?(?:\s*([AaPp])[Mm])?)?$/;
const serial = /^\d{1,7}(?:\.\d*)?(?:[eE][+-]?\d{1,2})?$/;

const msPerDay = 86_400_000;
/** The day that serial number 0 counts from: protocol section 3. */
const serialEpochMs = Date.UTC(1899, 11, 30);
/** 10000-01-01: one past what Excel and SQL Server hold. */
const serialEnd = 2_958_466;

/** A date with a time of day; midnight when the text has none. */
export function readDateTime(text: string): LocalDateTime | undefined {
  const trimmed = text.trim();
  return fromIso(trimmed) ?? fromUs(trimmed) ?? fromSerial(trimmed);
}

/** A date. A time of day other than midnight is not a date: nothing is cut off in silence. */
export function readDate(text: string): LocalDate | undefined {
  const [date, time = ""] = readDateTime(text)?.split("T") ?? [];
  return date !== undefined && /^[0:.]*$/.test(time) ? (date as LocalDate) : undefined;
}

function fromIso(text: string): LocalDateTime | undefined {
  const match = iso.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour = "00", minute = "00", second = "00", fraction] = match;
  return dateTime(
    Number(year),
    Number(month),
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    fraction,
  );
}

function fromUs(text: string): LocalDateTime | undefined {
  const match = us.exec(text);
  if (match === null) return undefined;
  const [, month, day, year, hour = "0", minute = "0", second = "0", fraction, half] = match;
  let hours = Number(hour);
  if (half !== undefined) {
    if (hours < 1 || hours > 12) return undefined;
    hours = (hours % 12) + (half.toLowerCase() === "p" ? 12 : 0);
  }
  return dateTime(Number(year), Number(month), Number(day), hours, Number(minute), Number(second), fraction);
}

/**
 * An Excel serial number: days, with the time of day as the fraction, to the millisecond. Excel counts a 29 February 1900 that never
 * was (serial 60), so the days before it stand one further than the epoch says.
 */
function fromSerial(text: string): LocalDateTime | undefined {
  if (!serial.test(text)) return undefined;
  const days = Number(text);
  if (days >= serialEnd || days < 1 || Math.floor(days) === 60) return undefined;
  const ms = Math.round((days < 60 ? days + 1 : days) * msPerDay);
  const iso = new Date(serialEpochMs + ms).toISOString();
  return iso.replace(/(?:\.000)?Z$/, "") as LocalDateTime;
}

function dateTime(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  fraction: string | undefined,
): LocalDateTime | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const real =
    year >= 1 &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second;
  if (!real) return undefined;
  const decimals = fraction?.replace(/0+$/, "") ?? "";
  return `${date.toISOString().slice(0, 19)}${decimals === "" ? "" : `.${decimals}`}` as LocalDateTime;
}
