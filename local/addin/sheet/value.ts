import type { Cell } from "../response.ts";
import type { CellFormat, CellValue } from "./sheet.ts";

/**
 * A cell as text, the way it travels: a number with Excel's 15 digits, a date as its serial number (protocol
 * section 3). Ours: a truth value is `True` or `False`, as .NET writes it.
 */
export function sentText(value: CellValue): string {
  if (value === null) return "";
  if (typeof value === "number") return String(Number(value.toPrecision(15)));
  if (typeof value === "boolean") return value ? "True" : "False";
  return value;
}

const msPerDay = 86_400_000;
const isoDate = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,7})?)?)?$/;

/**
 * What a returned value becomes in a cell of a format. Ours, near to what Excel makes of the same text typed
 * in: a text that is a plain number becomes this number, but stays a text where it has leading zeros or more
 * than 15 digits, and in a cell formatted as text; a day or time becomes Excel's serial number in a cell with
 * a date's format, and stays a text elsewhere.
 */
export function cellValue(returned: Cell, format: CellFormat): CellValue {
  if (typeof returned !== "string") return returned;
  if (returned === "") return null;
  if (format === "text") return returned;
  if (format === "date" && isoDate.test(returned)) return serialOf(returned) ?? returned;
  const isNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(returned);
  return isNumber && returned.replace(/[-.]/g, "").length <= 15 ? Number(returned) : returned;
}

/**
 * Days since 1899-12-30; undefined for a day that is not in the calendar, and before 1900-03-01, where Excel
 * counts a day that never was.
 */
function serialOf(text: string): number | undefined {
  const ms = Date.parse(`${text.replace(" ", "T").replace(/^(.{10})$/, "$1T00:00")}Z`);
  // Date.parse takes 31 February for 3 March.
  if (Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(text.slice(0, 10))) return undefined;
  const days = (ms - Date.UTC(1899, 11, 30)) / msPerDay;
  return days >= 61 ? Number(days.toPrecision(15)) : undefined;
}
