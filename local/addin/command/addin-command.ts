import { readArguments } from "../../command-line/arguments.ts";
import type { Environment } from "../../command-line/environment.ts";
import { send, stream } from "../send.ts";
import type { CommandResult, Write } from "./command-result.ts";
import { csvWriter } from "./csv-writer.ts";
import { answered, connectionOptions, portalOf } from "./data-connection.ts";
import { formulaOf, formulaOptions } from "./formula-options.ts";
import type { KeptPortal } from "./kept-portals.ts";
import { messages, printedTables, saveNotes } from "./print-answer.ts";
import { readSheetFile } from "./sheet-file.ts";
import { workbookCommand } from "./workbook-command.ts";

const usage = `Pulls a report or saves a table as the Interject Addin does.

  npm run addin -- pull PATH [options]
  npm run addin -- save PATH --csv FILE [options]
  npm run addin -- workbook FILE.xlsx [options]

pull and save:
  --param Name=Value      a formula parameter; as often as needed
  --column Name           a column definition; as often as needed
  --row Name=Value,...    a row definition with its key columns; as often as needed
  --command TEXT          the data portal's command text, for /api/v1/sql: a routine's name
  --command-type TYPE     StoredProcedure, TableDirect or Text     (StoredProcedure)
  --connection NAME       the connection string name  (none: the API's only one)
  --output NAME           an output parameter; as often as needed
  --json                  print the response document as it came
  --all                   print all rows of a table, of which a terminal gets 50
  --csv                   pull: print the tables as CSV, and messages apart from them
  --csv FILE              save: the table to save; its first line names the columns, and a
                          first column Row has the sheet's row numbers (else from 18 on)

workbook: lists Interject's formulas, or with --pull runs those that pull
  --pull                  write the results into a copy of the workbook
  --save 'TAB!CELL'       run the ReportSave of this cell, after the pulls; as often as needed
  --out FILE              the copy        (beside the workbook: NAME.filled.xlsx)
  --expect FILE           compare the cells with this workbook's, and fail where one differs
  --portals FILE          a workbook with a tab that lists the data portals
                          (those of npm run portals, and FILE's own tab)

all of them:
  --url URL               API root URL      (that of npm start)
  --token TOKEN           access token      (one of the local identity provider)
  --sign-in ISSUER        sign in at this issuer, with a browser and a code, in the place of a token
  --client-id ID          --sign-in: a public client at the issuer
  --scope TEXT            --sign-in: what to ask for      (openid offline_access)
`;

/**
 * Runs the virtual Addin's command line. This folder holds all that the virtual Addin does with files and the
 * terminal: it reads the options of a formula and the table to save, and prints the answer.
 * @param isTerminal whether a person reads what is written
 * @param portals the data portals that the project keeps, for a workbook
 * @throws Error with a sentence for a wrong argument, and when there is no answer to show
 */
export async function addinCommand(
  words: readonly string[],
  environment: Environment,
  write: Write,
  isTerminal = false,
  portals: () => Promise<readonly KeptPortal[]> = async () => [],
): Promise<CommandResult> {
  const maxRows = isTerminal && !words.includes("--all") ? maxRowsInTerminal : Number.POSITIVE_INFINITY;
  const [action, ...more] = words;
  if (action === undefined || words.includes("--help")) {
    await write(usage);
    return { aside: "", failed: false };
  }
  if (action === "pull") return pull(more, environment, write, maxRows);
  if (action === "save") return save(more, environment, write, maxRows);
  if (action === "workbook") return workbookCommand(more, environment, write, portals);
  throw new Error(
    `Say pull PATH, save PATH --csv FILE, or workbook FILE.xlsx, not ${action}. --help lists the options.`,
  );
}

/** A screenful: who wants more wants all of them, or a file. */
const maxRowsInTerminal = 50;

const common = {
  ...connectionOptions,
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
  const portal = await portalOf(values, environment);
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
  const portal = await portalOf(values, environment);
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
