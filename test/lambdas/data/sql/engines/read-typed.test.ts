import { describe, expect, it } from "vitest";
import { readTyped } from "../../../../../lambdas/data/sql/engines/read-typed.ts";
import { RequestInvalid } from "../../../../../lambdas/interject/errors.ts";

describe("a moment of a zone", () => {
  it.each([
    ["2026-06-16T11:04:08.0000001+05:30", "2026-06-16T05:34:08.0000001"],
    ["2026-06-16 11:04:08 -02:00", "2026-06-16T13:04:08"],
    ["2026-12-31T23:30-01:00", "2027-01-01T00:30:00"],
    ["6/16/2026 11:04:08 +00:00", "2026-06-16T11:04:08"],
    ["2026-06-16T11:04:08.25Z", "2026-06-16T11:04:08.250"],
    ["0001-01-01T14:00+14:00", "0001-01-01T00:00:00"],
    ["9999-12-31T23:59:59.9999999+00:00", "9999-12-31T23:59:59.9999999"],
  ])("%s is bound in UTC", (text, utc) => {
    expect(readTyped("At", text, "zoned moment")).toBe(utc);
  });

  it.each([
    ["2026-06-16T11:04:08", "2026-06-16T11:04:08"],
    ["46189.5", "2026-06-16T12:00:00"],
    ["", null],
  ])("%j has no offset and is in UTC, as moments are answered", (text, utc) => {
    expect(readTyped("At", text, "zoned moment")).toBe(utc);
  });

  it.each([
    "2026-06-16T11:04+15:00",
    "2026-02-30T11:04+01:00",
    "0001-01-01T00:00+00:01",
    "9999-12-31T23:59-00:01",
    "2026-06-16+02:00",
  ])("refuses %s, in words that name the forms", (text) => {
    const read = () => readTyped("At", text, "zoned moment");
    expect(read).toThrow(RequestInvalid);
    expect(read).toThrow(/in UTC or with an offset like \+02:00/);
  });
});
