/**
 * What tedious uses of `@js-joda/core`, a library of 200 KB: the days between two dates of the calendar that
 * `Date` counts in (ISO 8601).
 */

const dayMs = 86_400_000;

export class LocalDate {
  readonly #day: number;

  private constructor(day: number) {
    this.#day = day;
  }

  /** @throws RangeError for what is no date, as of a `Date` that is invalid */
  static of(year: number, month: number, dayOfMonth: number): LocalDate {
    // Not `Date.UTC`, which takes the years 0 to 99 for those of the last century.
    const day = new Date(0).setUTCFullYear(year, month - 1, dayOfMonth) / dayMs;
    if (!Number.isInteger(day)) throw new RangeError("Invalid date");
    return new LocalDate(day);
  }

  static ofYearDay(year: number, dayOfYear: number): LocalDate {
    return LocalDate.of(year, 1, dayOfYear);
  }

  /** @param unit days alone */
  until(end: LocalDate, unit: string): number {
    if (unit !== ChronoUnit.DAYS) throw new RangeError("Only days are counted here");
    return end.#day - this.#day;
  }
}

export const ChronoUnit = { DAYS: "Days" } as const;
