import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDate, parseDateTime } from "../../../../lambdas/interject/request/parse-date.ts";

describe("a date and time", () => {
  it.each([
    ["2026-06-16", "2026-06-16T00:00:00"],
    ["0001-01-01", "0001-01-01T00:00:00"],
    ["9999-12-31T23:59:59.9999999", "9999-12-31T23:59:59.9999999"],
    ["2026-06-16T11:04", "2026-06-16T11:04:00"],
    ["2026-06-16 11:04:08", "2026-06-16T11:04:08"],
    ["2026-06-16T11:04:08.2500", "2026-06-16T11:04:08.250"],
    ["2026-06-16T11:04:08.0000000", "2026-06-16T11:04:08"],
    ["2024-02-29", "2024-02-29T00:00:00"],
    ["2000-02-29", "2000-02-29T00:00:00"],
    ["6/1/2026", "2026-06-01T00:00:00"],
    ["06/16/2026 11:04:08", "2026-06-16T11:04:08"],
    ["6/16/2026 23:04", "2026-06-16T23:04:00"],
    ["6/16/2026 12:04 AM", "2026-06-16T00:04:00"],
    ["6/16/2026 12:04 pm", "2026-06-16T12:04:00"],
    ["6/16/2026 1:04:08.5PM", "2026-06-16T13:04:08.500"],
    [" 2026-06-16 ", "2026-06-16T00:00:00"],
  ])("is read: %s", (text, expected) => expect(parseDateTime(text)).toBe(expected));

  it.each([
    "",
    "2026-6-16",
    "2026-13-01",
    "2026-00-01",
    "2026-06-31",
    "2026-06-00",
    "2025-02-29",
    "1900-02-29",
    "0000-01-01",
    "2026-06-16T24:00",
    "2026-06-16T11:60",
    "2026-06-16T11:04:60",
    "2026-06-16T11:04:08Z",
    "2026-06-16T11:04:08+02:00",
    "2026-06-16T11",
    "16/6/2026",
    "6/16/26",
    "6/16/2026 13:00 PM",
    "6/16/2026 0:30 AM",
    "6/16/2026PM",
    "6.16.2026",
    "-1",
    "1e5",
    "NaN",
  ])("is refused: %j", (text) => expect(parseDateTime(text)).toBeUndefined());
});

describe("a date", () => {
  it("is a day at midnight", () => {
    expect([parseDate("2026-06-16T00:00:00"), parseDate("46189")]).toEqual(["2026-06-16", "2026-06-16"]);
  });
  it.each(["2026-06-16T00:00:01", "46189.25", "6/16/2026 0:00:00.001"])(
    "is not one with a time of day: %s",
    (text) => expect(parseDate(text)).toBeUndefined(),
  );
});

describe("Excel's serial number", () => {
  it.each([
    ["1", "1900-01-01T00:00:00"],
    ["59", "1900-02-28T00:00:00"],
    ["59.5", "1900-02-28T12:00:00"],
    ["61", "1900-03-01T00:00:00"],
    ["36526", "2000-01-01T00:00:00"],
    ["45351", "2024-02-29T00:00:00"],
    ["46189.46120370370", "2026-06-16T11:04:08"],
    ["46189.999999999", "2026-06-17T00:00:00"],
    ["2958465", "9999-12-31T00:00:00"],
    ["2958465.5", "9999-12-31T12:00:00"],
  ])("%s is what Excel shows", (text, expected) => expect(parseDateTime(text)).toBe(expected));

  it.each([
    ["0", "a time of day without a day"],
    ["0.5", "a time of day without a day"],
    ["60", "the 29 February 1900 that never was"],
    ["60.75", "the 29 February 1900 that never was"],
    ["2958466", "after the last day that Excel knows"],
    ["2958465.9999999999", "after the last day that Excel knows, once rounded"],
  ])("%s is refused: %s", (text) => expect(parseDateTime(text)).toBeUndefined());

  it("of any second since March 1900 is read to that second", () => {
    const second = fc.integer({
      min: Date.UTC(1900, 2, 1) / 1000,
      max: Date.UTC(9999, 11, 31, 23, 59, 59) / 1000,
    });
    fc.assert(
      fc.property(second, (seconds) => {
        const days = seconds / 86_400 + 25_569;
        // As Excel writes a cell: 15 significant digits.
        const text = String(Number(days.toPrecision(15)));
        expect(parseDateTime(text)).toBe(new Date(seconds * 1000).toISOString().slice(0, 19));
      }),
      { numRuns: 1_000 },
    );
  });

  it("and the two written forms agree on every day", () => {
    const day = fc.integer({ min: 61, max: 2_958_465 });
    fc.assert(
      fc.property(day, (serial) => {
        const iso = parseDate(String(serial)) ?? "";
        const [year, month, dayOfMonth] = iso.split("-").map(Number);
        expect(parseDate(iso)).toBe(iso);
        expect(parseDate(`${month}/${dayOfMonth}/${String(year).padStart(4, "0")}`)).toBe(iso);
      }),
    );
  });
});
