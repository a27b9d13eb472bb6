/**
 * Dates and times of day as the Addin and its users write them. They have no zone: they are what the sheet
 * shows. Three forms are read:
 * - ISO 8601: `2026-06-16` and `2026-06-16T11:04:08.25`, also with a blank in place of the `T`
 * - .NET's invariant culture, month first and four digits for the year: `6/16/2026`, `6/16/2026 11:04 PM`
 * - Excel's serial number, whose fraction is the time of day: `46189.4612`
 */

declare const kind: unique symbol;

/** A day of the years 1 to 9999: `2026-06-16`. */
export type LocalDate = string & { readonly [kind]: "LocalDate" };

/** A day and a time of day without a zone: `2026-06-16T11:04:08`, or with 3 to 7 decimals of a second. */
export type LocalDateTime = string & { readonly [kind]: "LocalDateTime" };

const msPerDay = 86_400_000;
/** Excel's day 0; right from serial 61 on (1900-03-01). */
const dayZeroMs = Date.UTC(1899, 11, 30);
/** 9999-12-31, the last day that Excel knows. */
const lastSerial = 2_958_465;

const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,7}))?)?)?$/;
const american =
  /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?: +(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,7}))?)?(?: ?([AP])M)?)?$/i;
const serial = /^\d{1,7}(?:\.\d{0,20})?$/;

/** Reads any of the three forms, with blanks around it. Undefined for other texts and impossible days. */
export function parseDateTime(text: string): LocalDateTime | undefined {
  const trimmed = text.trim();
  const isoParts = iso.exec(trimmed);
  if (isoParts !== null) {
    const [, year, month, day, hour, minute, second, fraction] = isoParts;
    return compose(year, month, day, Number(hour ?? 0), minute, second, fraction);
  }
  const parts = american.exec(trimmed);
  if (parts !== null) {
    const [, month, day, year, hour, minute, second, fraction, half] = parts;
    const clock = hourOfDay(Number(hour ?? 0), half);
    return clock === undefined ? undefined : compose(year, month, day, clock, minute, second, fraction);
  }
  return serial.test(trimmed) ? fromSerial(Number(trimmed)) : undefined;
}

/** Reads a day. Undefined where the time of day is not midnight: nothing is cut off in silence. */
export function parseDate(text: string): LocalDate | undefined {
  const dateTime = parseDateTime(text);
  return dateTime?.endsWith("T00:00:00") ? dayOf(dateTime) : undefined;
}

/** The day of a date and time. */
export function dayOf(dateTime: LocalDateTime): LocalDate {
  return dateTime.slice(0, 10) as LocalDate;
}

/**
 * What Excel shows for a serial number, to the millisecond. Excel counts a 29 February 1900 that never was:
 * its serial, 60, is refused, and each day before it is one day later than counted from day 0. A serial below
 * 1 is a time of day without a day.
 */
function fromSerial(value: number): LocalDateTime | undefined {
  const ms = Math.round(value * msPerDay);
  const days = Math.floor(ms / msPerDay);
  if (days < 1 || days === 60 || days > lastSerial) return undefined;
  const shown = new Date(dayZeroMs + ms + (days < 60 ? msPerDay : 0)).toISOString().slice(0, -1);
  return (shown.endsWith(".000") ? shown.slice(0, -4) : shown) as LocalDateTime;
}

/** The hour from 0 to 23, read from a 24-hour clock, or from a 12-hour clock with its half of the day. */
function hourOfDay(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half.toUpperCase() === "P" ? 12 : 0);
}

function compose(
  year = "",
  month = "",
  day = "",
  hour = 0,
  minute = "00",
  second = "00",
  fraction = "",
): LocalDateTime | undefined {
  if (Number(year) < 1 || Number(month) < 1 || Number(month) > 12 || Number(day) < 1) return undefined;
  if (Number(day) > daysInMonth(Number(year), Number(month))) return undefined;
  if (hour > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const two = (part: string | number) => String(part).padStart(2, "0");
  const decimals = fraction.replace(/(?<!0)0+$/, "");
  const part = decimals === "" ? "" : `.${decimals.padEnd(3, "0")}`;
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}:${second}${part}` as LocalDateTime;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
