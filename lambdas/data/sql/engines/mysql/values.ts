import { Buffer } from "node:buffer";
import type { Cell } from "../../../../interject/response/table.ts";

/**
 * The shortest number that is the same 32-bit float: the driver widens 0.1 to 0.10000000149011612, which nobody wrote.
 */
export function floatCell(value: number): Cell {
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

/** A date as it stands. One that is no day (`0000-00-00`, `2026-00-00`) is an empty cell, for a sheet has no such date. */
export function dateCell(text: string): Cell {
  return isDay(text) ? text.slice(0, 10) : null;
}

/** `2026-06-16 11:04:08.250000` as `2026-06-16T11:04:08.250`: 3 or 6 decimals where there is a part of a second. */
export function momentCell(text: string): Cell {
  if (!isDay(text)) return null;
  const [time = "00:00:00", fraction = ""] = text.slice(11).split(".");
  const decimals = fraction.replace(/0+$/, "");
  const end = decimals === "" ? "" : `.${decimals.padEnd(decimals.length > 3 ? 6 : 3, "0")}`;
  return `${text.slice(0, 10)}T${time}${end}`;
}

/** A time of day or a duration without the zeros that end its part of a second. */
export function timeText(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

function isDay(text: string): boolean {
  return !text.startsWith("0000") && text.slice(5, 7) !== "00" && text.slice(8, 10) !== "00";
}

/** A cell as an output parameter's text: a boolean as `True` or `False`, bytes as base64. */
export function outputText(cell: Cell): string | null {
  if (cell === null) return null;
  if (typeof cell === "boolean") return cell ? "True" : "False";
  if (cell instanceof Uint8Array) return Buffer.from(cell).toString("base64");
  return cell instanceof Date ? cell.toISOString() : String(cell);
}
