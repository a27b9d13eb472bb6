import { readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { readArguments } from "../../command-line/arguments.ts";
import type { Environment } from "../../command-line/environment.ts";
import { listedPortals } from "../sheet/portal-list.ts";
import { cellName } from "../sheet/reference.ts";
import type { Portal } from "../sheet/run-report.ts";
import { differences } from "../workbook/compare.ts";
import { NoWorkbook } from "../workbook/package.ts";
import { type FoundFormula, Workbook } from "../workbook/workbook.ts";
import type { CommandResult, Write } from "./command-result.ts";
import { connectionOptions, portalOf } from "./data-connection.ts";
import { type KeptPortal, keptPortals } from "./kept-portals.ts";
import { printedDifferences, printedFormula, printedRun } from "./print-workbook.ts";
import { formulaRunner } from "./run-formulas.ts";

/**
 * `npm run addin -- workbook`: lists the formulas of a workbook, runs them, and compares what came of it.
 * @throws Error with a sentence for a wrong argument or file
 */
export async function workbookCommand(
  args: readonly string[],
  environment: Environment,
  write: Write,
  kept: () => Promise<readonly KeptPortal[]>,
): Promise<CommandResult> {
  const { values, positionals } = readArguments({
    args: [...args],
    allowPositionals: true,
    options: {
      ...connectionOptions,
      pull: { type: "boolean", default: false },
      save: { type: "string", multiple: true, default: [] as string[] },
      out: { type: "string" },
      expect: { type: "string" },
      portals: { type: "string" },
    },
  });
  const file = oneFile(positionals);
  const workbook = readWorkbook(file);
  const formulas = workbook.formulas();
  const expected = values.expect === undefined ? null : readWorkbook(values.expect);
  const saves = values.save.map((place) => saveAt(formulas, place));
  const runs = values.pull ? [...formulas.filter(({ kind }) => kind !== "ReportSave"), ...saves] : saves;
  const out = values.out ?? file.replace(/(\.\w+)?$/, ".filled$1");
  if (resolve(out) === resolve(file))
    throw new Error("--out must be another file: the workbook stays as it is.");
  let failed = false;
  if (runs.length === 0 && !values.pull) {
    if (values.out !== undefined) throw new Error("--out needs --pull or --save: there is nothing to write.");
    for (const formula of formulas) await write(printedFormula(formula));
    if (formulas.length === 0) await write(`${file} has none of Interject's formulas.\n`);
  } else {
    const connection = await portalOf(values, environment);
    const portals =
      values.portals === undefined
        ? new Map([...portalsOf(workbook), ...keptPortals(await kept())])
        : portalsOf(readWorkbook(values.portals));
    const place = { fileName: basename(file), filePath: dirname(resolve(file)) };
    const run = formulaRunner(workbook, connection, place, (code) => portals.get(code.toLowerCase()));
    for (const formula of runs) {
      const outcome = await run(formula);
      failed ||= outcome.failed;
      await write(printedRun(formula, outcome));
    }
    writeWorkbook(out, workbook);
    await write(`Written: ${out}\n`);
  }
  if (expected === null) return { aside: "", failed };
  const differing = differences(expected, workbook);
  await write(printedDifferences(differing, values.expect ?? ""));
  return { aside: "", failed: failed || differing.length > 0 };
}

function oneFile([file, unexpected]: readonly string[]): string {
  if (file === undefined) throw new Error("workbook needs a file, such as docs/example-workbook.xlsx.");
  if (unexpected !== undefined)
    throw new Error(`${unexpected} is one word too many: workbook takes one file.`);
  return file;
}

function readWorkbook(file: string): Workbook {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new Error(missing ? `There is no file ${file}.` : `${file} cannot be read: ${String(error)}.`);
  }
  try {
    return new Workbook(bytes);
  } catch (error) {
    if (error instanceof NoWorkbook) throw new Error(`${file} ${error.message}`, { cause: error });
    throw error;
  }
}

function writeWorkbook(file: string, workbook: Workbook): void {
  try {
    writeFileSync(file, workbook.write());
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new Error(`${file} cannot be written: ${said}. Is it open in Excel?`, { cause: error });
  }
}

function portalsOf(workbook: Workbook): ReadonlyMap<string, Portal> {
  return new Map(workbook.sheets.flatMap((sheet) => [...listedPortals(sheet)]));
}

/** The formula that `--save` names. */
function saveAt(formulas: readonly FoundFormula[], place: string): FoundFormula {
  const saves = formulas.filter(({ kind }) => kind === "ReportSave");
  const nameOf = ({ sheet, cell }: FoundFormula) => `${sheet.name}!${cellName(cell.row, cell.column)}`;
  // The command prompt of Windows hands quotation marks on.
  const asked = place
    .replace(/^'(.*)'$/, "$1")
    .replace(/^'(.*)'!/, "$1!")
    .replaceAll("$", "")
    .toLowerCase();
  const found = saves.find((save) => nameOf(save).toLowerCase() === asked);
  if (found !== undefined) return found;
  const known = saves.length === 0 ? "The workbook has none." : `There are ${saves.map(nameOf).join(", ")}.`;
  throw new Error(`--save must name the cell of a ReportSave, not ${place}. ${known}`);
}
