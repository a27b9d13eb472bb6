import { expect, it } from "vitest";
import { cellValue, sentText } from "../../../../local/addin/sheet/value.ts";

it.each([
  ["701", 701],
  ["94.30", 94.3],
  ["-0.5", -0.5],
  ["007", "007"],
  ["1234567890123456", "1234567890123456"],
  ["1e5", "1e5"],
  ["1,000", "1,000"],
  ["", null],
  ["2026-06-16", "2026-06-16"],
  [12.5, 12.5],
  [true, true],
  [null, null],
])("%j becomes %j in a cell", (returned, value) => {
  expect(cellValue(returned, "general")).toBe(value);
});

it.each([
  ["2026-06-16", 46_189],
  ["2026-06-16T11:04:08.25", 46_189.461_206_597_2],
  ["2026-06-16 12:00", 46_189.5],
  ["1900-02-28", "1900-02-28"],
  ["2026-02-31", "2026-02-31"],
  ["46189", 46_189],
])("%j becomes %j in a cell that shows dates", (returned, value) => {
  expect(cellValue(returned, "date")).toBe(value);
});

it("stays a text in a cell formatted as text", () => {
  expect(cellValue("701", "text")).toBe("701");
});

it("is sent with Excel's 15 digits", () => {
  expect([0.1 + 0.2, 1e21, 12, true, null, " a "].map(sentText)).toEqual([
    "0.3",
    "1e+21",
    "12",
    "True",
    "",
    " a ",
  ]);
});
