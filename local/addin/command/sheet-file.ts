import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import type { SheetTable } from "../save.ts";

/**
 * Reads a table to save from a CSV file in UTF-8, whose first line names the columns. Every cell stays the
 * text that it is.
 * @throws Error with one sentence that names the file, and the line where there is one
 */
export function readSheetFile(file: string): SheetTable {
  const records = recordsOf(file, textOf(file));
  const [columns, ...rows] = records;
  if (columns === undefined) throw new Error(`${file} is empty: its first line must name the columns.`);
  const unnamed = columns.findIndex((name) => name.trim() === "");
  if (unnamed >= 0) throw new Error(`${file} has no name for its column ${unnamed + 1}.`);
  return { columns, rows };
}

function textOf(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new Error(missing ? `There is no file ${file}.` : `${file} cannot be read: ${said(error)}.`);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Error(`${file} is not in UTF-8: save it from Excel as "CSV UTF-8".`);
  }
}

function recordsOf(file: string, text: string): string[][] {
  try {
    return parse(text, { skip_empty_lines: true });
  } catch (error) {
    throw new Error(`${file} is not a CSV file: ${said(error)}.`);
  }
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
