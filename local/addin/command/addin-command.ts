import { readArguments } from "../../command-line/arguments.ts";
import type { Environment } from "../../command-line/environment.ts";
import { places } from "../../command-line/places.ts";
import { accessToken } from "../../identity-provider/access-token.ts";
import { signingKey } from "../../identity-provider/signing-key.ts";
import { AnswerUnreadable } from "../answer-unreadable.ts";
import { ApiRefused, type DataPortal, send, stream, TransferCut } from "../send.ts";
import { csvWriter } from "./csv-writer.ts";
import { formulaOf, formulaOptions } from "./formula-options.ts";
import { messages, printedTables, saveNotes } from "./print-answer.ts";
import { readSheetFile } from "./sheet-file.ts";

const usage = `Pulls a report or saves a table as the Interject Addin does.

  npm run addin -- pull PATH [options]
  npm run addin -- save PATH --csv FILE [options]

  --param Name=Value      a formula parameter; as often as needed
  --column Name           a column definition; as often as needed
  --row Name=Value,...    a row definition with its key columns; as often as needed
  --command TEXT          the data portal's command text, for /api/v1/sql: a routine's name
  --command-type TYPE     StoredProcedure, TableDirect or Text     (StoredProcedure)
  --connection NAME       the connection string name  (none: the API's only one)
  --output NAME           an output parameter; as often as needed
  --url URL               API root URL      (that of npm start)
  --token TOKEN           access token      (one of the local identity provider)
  --json                  print the response document as it came
  --all                   print all rows of a table, of which a terminal gets 50
  --csv                   pull: print the tables as CSV, and messages apart from them
  --csv FILE              save: the table to save; its first line names the columns, and a
                          first column Row has the sheet's row numbers (else from 18 on)
`;

/** How a command came out, after all its output. */
export interface CommandResult {
  /** What does not belong to the output: for the error stream. */
  readonly aside: string;
  /** Whether the report failed. */
  readonly failed: boolean;
}

/** Takes the next piece of a command's output, and is waited for. */
export type Write = (text: string) => Promise<void>;

/**
 * Runs the virtual Addin's command line. This folder holds all that the virtual Addin does with files and the
 * terminal: it reads the options of a formula and the table to save, and prints the answer.
 * @param isTerminal whether a person reads what is written
 * @throws Error with a sentence for a wrong argument, and when there is no answer to show
 */
export async function addinCommand(
  words: readonly string[],
  environment: Environment,
  write: Write,
  isTerminal = false,
): Promise<CommandResult> {
  const maxRows = isTerminal && !words.includes("--all") ? maxRowsInTerminal : Number.POSITIVE_INFINITY;
  const [action, ...more] = words;
  if (action === undefined || words.includes("--help")) {
    await write(usage);
    return { aside: "", failed: false };
  }
  if (action === "pull") return pull(more, environment, write, maxRows);
  if (action === "save") return save(more, environment, write, maxRows);
  throw new Error(`Say pull PATH, or save PATH --csv FILE, not ${action}. --help lists the options.`);
}

/** A screenful: who wants more wants all of them, or a file. */
const maxRowsInTerminal = 50;

const common = {
  url: { type: "string" },
  token: { type: "string" },
  json: { type: "boolean", default: false },
  all: { type: "boolean", default: false },
} as const;

async function pull(
  args: readonly string[],
  environment: Environment,
  write: Write,
  maxRows: number,
): Promise<CommandResult> {
  const { values, positionals } = readArguments({
    args: [...args],
    allowPositionals: true,
    options: { ...formulaOptions, ...common, csv: { type: "boolean", default: false } },
  });
  if (values.csv && values.json) throw new Error("Say --csv or --json, not both.");
  const path = onePath("pull", positionals);
  const portal = portalOf(values, environment);
  const formula = formulaOf(values);
  if (values.csv) {
    const csv = csvWriter(write);
    const notes = await answered(portal, stream(portal, path, formula, csv)).finally(csv.flush);
    return { aside: messages(notes), failed: notes.errorMessage !== "" };
  }
  const result = await answered(portal, send(portal, path, formula));
  await write(values.json ? `${result.text}\n` : printedTables(result, maxRows) + messages(result));
  return { aside: "", failed: result.errorMessage !== "" };
}

async function save(
  args: readonly string[],
  environment: Environment,
  write: Write,
  maxRows: number,
): Promise<CommandResult> {
  const { values, positionals } = readArguments({
    args: [...args],
    allowPositionals: true,
    options: { ...formulaOptions, ...common, csv: { type: "string" } },
  });
  const path = onePath("save", positionals);
  if (values.csv === undefined) throw new Error("save needs the table: --csv FILE.");
  const table = readSheetFile(values.csv);
  const portal = portalOf(values, environment);
  const result = await answered(portal, send(portal, path, { ...formulaOf(values), save: table }));
  await write(
    values.json
      ? `${result.text}\n`
      : printedTables(result, maxRows) + saveNotes(table, result) + messages(result),
  );
  return { aside: "", failed: result.errorMessage !== "" };
}

function onePath(action: string, [path, unexpected]: readonly string[]): string {
  if (path === undefined) throw new Error(`${action} needs a path, such as /api/v1/example/ReportRange.`);
  if (unexpected !== undefined)
    throw new Error(`${unexpected} is one word too many: ${action} takes one path.`);
  return path;
}

function portalOf(
  { url, token }: { readonly url?: string | undefined; readonly token?: string | undefined },
  environment: Environment,
): DataPortal {
  if (url !== undefined && !/^https?:$/.test(URL.parse(url)?.protocol ?? ""))
    throw new Error(`--url must be an address such as https://api.example.com, not ${url}.`);
  if (token !== undefined && !/^[\x21-\x7E]+$/.test(token))
    throw new Error("--token must be one token, without spaces or line breaks.");
  const { host, port, issuer, folder } = places(environment);
  // 0.0.0.0 means that the server listens at every address; the loopback address is always among them.
  const reachable = host === "0.0.0.0" ? "127.0.0.1" : host;
  return {
    url: url ?? `http://${reachable}:${port}`,
    token: token ?? accessToken(signingKey(folder), { issuer }),
  };
}

async function answered<T>({ url }: DataPortal, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw new Error(explained(error, url), { cause: error });
  }
}

function explained(error: unknown, url: string): string {
  if (error instanceof ApiRefused || error instanceof TransferCut) return error.message;
  if (error instanceof AnswerUnreadable) return `The answer ${error.message}`;
  if (!(error instanceof Error)) return String(error);
  // fetch says "fetch failed", and why in the cause.
  const cause = error.cause instanceof Error ? error.cause : error;
  if ((cause as NodeJS.ErrnoException).code === "ECONNREFUSED")
    return `Nothing answers at ${url}. Is npm start running?`;
  return `No answer of ${url}: ${cause.message}`;
}
