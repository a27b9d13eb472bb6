import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { parse } from "csv-parse/sync";
import { accessToken } from "./access-token.ts";
import { ApiRefused, send } from "./addin/client.ts";
import type { SheetTable } from "./addin/request.ts";
import type { AddinResult, ReturnedTable } from "./addin/response.ts";
import { places } from "./ports.ts";
import { signingKey } from "./signing-key.ts";

const usage = `Pulls a report or saves a table as the Interject Addin does.

  npm run addin -- pull PATH [options]
  npm run addin -- save PATH --csv FILE [options]

  --param Name=Value      a formula parameter; as often as needed
  --column Name           a column definition; as often as needed
  --row Name=Value,...    a row definition with its key columns; as often as needed
  --csv FILE              the table to save; its first line names the columns
  --url URL               API root URL      (that of npm start)
  --token TOKEN           access token      (one of the local identity provider)
  --json                  print the response document as it came
`;

/** What a command printed, and whether the report failed. */
export interface CommandResult {
  readonly output: string;
  readonly failed: boolean;
}

/**
 * Runs the virtual Addin's command line.
 * @throws Error with a sentence for a wrong argument, and when there is no answer to show
 */
export async function addinCommand(
  arguments_: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<CommandResult> {
  const { values, positionals } = parseArgs({
    args: [...arguments_],
    allowPositionals: true,
    options: {
      param: { type: "string", multiple: true, default: [] },
      column: { type: "string", multiple: true, default: [] },
      row: { type: "string", multiple: true, default: [] },
      csv: { type: "string" },
      url: { type: "string" },
      token: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const [action, path, ...more] = positionals;
  if (values.help || action === undefined) return { output: usage, failed: false };
  if ((action !== "pull" && action !== "save") || path === undefined || more.length > 0) {
    throw new Error(`Say pull PATH or save PATH --csv FILE.\n\n${usage}`);
  }
  if ((action === "save") !== (values.csv !== undefined))
    throw new Error("save takes --csv FILE, and pull does not.");
  const { host, port, issuer, folder } = places(environment);
  const portal = {
    url: values.url ?? `http://${host}:${port}`,
    token: values.token ?? accessToken(signingKey(folder), { issuer }),
  };
  const formula = {
    parameters: Object.fromEntries(values.param.map(pair)),
    columns: values.column,
    rows: values.row.map((row) => Object.fromEntries(row.split(",").map(pair))),
    ...(values.csv === undefined ? {} : { save: readCsv(values.csv) }),
  };
  try {
    const result = await send(portal, path, formula);
    return { output: values.json ? `${result.text}\n` : shown(result), failed: result.errorMessage !== "" };
  } catch (error) {
    throw new Error(explained(error, portal.url));
  }
}

function pair(text: string): [string, string] {
  const at = text.indexOf("=");
  if (at < 1) throw new Error(`Write Name=Value, not ${text}.`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function readCsv(file: string): SheetTable {
  const records: string[][] = parse(readFileSync(file, "utf8"), { bom: true, skip_empty_lines: true });
  const [columns, ...rows] = records;
  if (columns === undefined) throw new Error(`${file} is empty: its first line must name the columns.`);
  return { columns, rows };
}

function explained(error: unknown, url: string): string {
  if (error instanceof ApiRefused) return error.message;
  const cause = error instanceof Error ? error.cause : undefined;
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  if (code === "ECONNREFUSED") return `Nothing answers at ${url}. Is npm start running?`;
  if (error instanceof SyntaxError) return `The answer of ${url} is not a response document.`;
  return `No answer of ${url}: ${cause instanceof Error ? cause.message : error instanceof Error ? error.message : error}`;
}

function shown({ tables, userMessage, errorMessage, parameters }: AddinResult): string {
  const notes = parameters.flatMap(({ name, outputValue, validationMessage }) => [
    ...(validationMessage === null ? [] : [`${name}: ${validationMessage}`]),
    ...(outputValue === null ? [] : [`${name} = ${outputValue}`]),
  ]);
  return [
    ...tables.map((table) => (tables.length > 1 ? `${table.name}\n${aligned(table)}` : aligned(table))),
    ...notes,
    ...(userMessage === "" ? [] : [`Message: ${userMessage}`]),
    ...(errorMessage === "" ? [] : [`Error: ${errorMessage}`]),
    "",
  ].join("\n");
}

/** Columns as wide as their widest cell; numbers to the right. */
function aligned({ columns, rows }: ReturnedTable): string {
  const texts = rows.map((row) => columns.map((_, at) => String(row[at] ?? "")));
  const widths = columns.map((name, at) =>
    texts.reduce((width, row) => Math.max(width, row[at]?.length ?? 0), name.length),
  );
  const line = (cells: readonly string[], numbers: boolean) =>
    cells
      .map((cell, at) =>
        numbers && /^-?[\d.,]+$/.test(cell) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0),
      )
      .join("  ")
      .trimEnd();
  const count = rows.length === 1 ? "1 row" : `${rows.length.toLocaleString("en-US")} rows`;
  return [
    line(columns, false),
    widths.map((width) => "-".repeat(width)).join("  "),
    ...texts.map((row) => line(row, true)),
    `(${count})`,
  ].join("\n");
}
