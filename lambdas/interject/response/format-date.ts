/** The years that .NET's DateTime can hold. */
const earliestMs = Date.parse("0001-01-01T00:00:00.000Z");
const latestMs = Date.parse("9999-12-31T23:59:59.999Z");

/**
 * A `Date` cell's UTC time as `2026-06-16T11:04:08`, with `.250` behind it when there are milliseconds. Only
 * a report's own code makes such cells: every engine hands over a database's dates as text.
 * @throws TypeError for an invalid date and for years outside 1 to 9999
 */
export function formatDate(date: Date): string {
  const time = date.getTime();
  if (!(time >= earliestMs && time <= latestMs)) {
    throw new TypeError("a Date must be valid and lie between the years 1 and 9999");
  }
  return date.toISOString().slice(0, time % 1_000 === 0 ? -".000Z".length : -"Z".length);
}
