/** Only SQL Server needs this file: its driver gives dates as objects, the other drivers give text. */

/**
 * Dates and times as text. tedious hands them over as a `Date` in UTC with the digits behind the millisecond
 * beside it, in seconds, as `nanosecondsDelta`; together they are all of datetime2(7).
 */

/** The day: `2026-06-16`. */
export function dayText(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** The time of day: `11:04:08`, with 3 to 7 decimals where there is a part of a second. */
export function timeText(date: Date): string {
  const ticks = date.getUTCMilliseconds() * 10_000 + Math.round(nanosecondsDelta(date) * 10_000_000);
  const decimals = String(ticks)
    .padStart(7, "0")
    .replace(/(?<!0)0+$/, "");
  const part = decimals === "" ? "" : `.${decimals.padEnd(3, "0")}`;
  return `${date.toISOString().slice(11, 19)}${part}`;
}

/** Both: `2026-06-16T11:04:08`. What has a zone in the database stands in UTC. */
export function dateTimeText(date: Date): string {
  return `${dayText(date)}T${timeText(date)}`;
}

const dateType = 0x28;
const timeType = 0x29;

/**
 * The text of a date within a `sql_variant`, whose own type says which part of it counts (MS-TDS 2.2.5.4.2).
 */
export function variantText(type: number, date: Date): string {
  if (type === dateType) return dayText(date);
  return type === timeType ? timeText(date) : dateTimeText(date);
}

function nanosecondsDelta(date: Date): number {
  return "nanosecondsDelta" in date && typeof date.nanosecondsDelta === "number" ? date.nanosecondsDelta : 0;
}
