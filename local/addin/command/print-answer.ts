import type { AddinResult, AnswerNotes, ReturnedTable } from "../response.ts";
import type { SheetTable } from "../save.ts";
import { saveResults } from "../save.ts";

/**
 * The tables as text, below each other, with their names if there are several.
 * @param maxRows of each table, whose last line says how many there are; default all
 */
export function printedTables({ tables }: AddinResult, maxRows = Number.POSITIVE_INFINITY): string {
  return tables
    .map((table) => `${tables.length > 1 ? `${oneLine(table.name)}\n` : ""}${aligned(table, maxRows)}\n`)
    .join("\n");
}

/** What is shown beside the tables: a sentence or output value by its parameter, and the two messages. */
export function messages({ parameters, userMessage, errorMessage }: AnswerNotes): string {
  return [
    ...parameters.flatMap(({ name, outputValue, validationMessage }) => [
      ...(validationMessage ? [`${name}: ${validationMessage}`] : []),
      ...(outputValue === null ? [] : [`${name} = ${outputValue}`]),
    ]),
    ...(userMessage === "" ? [] : [`Message: ${userMessage}`]),
    ...(errorMessage === "" ? [] : [`Error: ${errorMessage}`]),
  ]
    .map((line) => `${visible(line, /(?!\n)\p{Cc}/gu)}\n`)
    .join("");
}

/** What Excel could not do with the rows that a save returned; empty when each found its row in the sheet. */
export function saveNotes(sent: SheetTable, result: AddinResult): string {
  if (result.errorMessage !== "") return "";
  const results = saveResults(sent, result);
  switch (results.kind) {
    case "matched":
      return "";
    case "no-row-column":
      return "No returned table has a column Row: its rows cannot be brought back to the sheet's.\n";
    case "unmatched":
      return [
        ...listed("Nothing came back for the sheet's row", results.missing),
        ...listed("These came back and were not sent: row", results.unknown),
      ].join("");
  }
}

function listed(sentence: string, rows: readonly string[]): string[] {
  if (rows.length === 0) return [];
  const more = rows.length > 10 ? `, and ${rows.length - 10} more` : "";
  return [`${sentence} ${oneLine(rows.slice(0, 10).join(", "))}${more}.\n`];
}

/** Columns as wide as their widest cell; numbers to the right. */
function aligned({ columns, rows }: ReturnedTable, maxRows: number): string {
  const heads = columns.map(oneLine);
  const lines = rows.slice(0, maxRows).map((row) => row.map((cell) => oneLine(String(cell ?? ""))));
  const widths = heads.map((head, at) =>
    lines.reduce((width, line) => Math.max(width, widthOf(line[at] ?? "")), widthOf(head)),
  );
  const padded = (line: readonly string[], numbersRight: boolean) =>
    line
      .map((cell, at) => {
        const space = " ".repeat((widths[at] ?? 0) - widthOf(cell));
        return numbersRight && /^-?[\d.,]+$/.test(cell) ? space + cell : cell + space;
      })
      .join("  ")
      .trimEnd();
  return [
    padded(heads, false),
    widths.map((width) => "-".repeat(width)).join("  "),
    ...lines.map((line) => padded(line, true)),
    rowCount(rows.length, maxRows),
  ].join("\n");
}

function rowCount(rows: number, maxRows: number): string {
  if (rows === 1) return "(1 row)";
  const all = rows.toLocaleString("en-US");
  return rows > maxRows ? `(${maxRows} of ${all} rows; --all prints all of them)` : `(${all} rows)`;
}

function oneLine(text: string): string {
  return visible(text, /\p{Cc}/gu);
}

/** Shows control characters instead of sending them to the terminal, which would obey them. */
function visible(text: string, control: RegExp): string {
  return text.replace(control, (character) => {
    const named = { "\n": "\\n", "\r": "\\r", "\t": "\\t" }[character];
    return named ?? `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
  });
}

/** How many columns of a terminal a text takes: two for East Asian characters and emoji, none for marks. */
function widthOf(text: string): number {
  if (/^[\x20-\x7E]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += wide.test(segment) ? 2 : 1;
  return width;
}

const graphemes = new Intl.Segmenter();
const wide =
  /\p{Emoji_Presentation}|\uFE0F|[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|[\u{20000}-\u{3FFFD}]/u;
