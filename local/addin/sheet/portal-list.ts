import type { Portal } from "./run-report.ts";
import type { Sheet } from "./sheet.ts";
import { sentText } from "./value.ts";

const headings = [
  "Data Portal Code",
  "Api Relative Url",
  "Command Text",
  "Formula Parameters, in this order",
  "System Parameters",
] as const;

/**
 * The data portals that a tab lists, by their codes in lower case: the tab of this project's example
 * workbook, with the headings of Interject's portal. An output parameter has `(output)` behind its name.
 * Empty where no row of the tab has these headings.
 */
export function listedPortals(sheet: Sheet): ReadonlyMap<string, Portal> {
  const portals = new Map<string, Portal>();
  const text = (row: number, column: number) => sentText(sheet.value(row, column)).trim();
  for (let row = 1; row <= sheet.lastRow(); row++) {
    const places = headings.map((heading) => {
      for (let column = 1; column <= sheet.lastColumn(row); column++)
        if (text(row, column) === heading) return column;
      return 0;
    });
    if (places.includes(0)) continue;
    for (row++; row <= sheet.lastRow(); row++) {
      const [code = "", path = "", command = "", parameters = "", system = ""] = places.map((column) =>
        text(row, column),
      );
      if (code === "") break;
      portals.set(code.toLowerCase(), portalOf(path, command, listOf(parameters), listOf(system)));
    }
  }
  return portals;
}

function portalOf(
  path: string,
  command: string,
  parameters: readonly string[],
  system: readonly string[],
): Portal {
  const output = / \(output\)$/;
  const bare = (name: string) => name.replace(output, "");
  return {
    path,
    command: command === "" ? null : { text: command },
    parameters: parameters.map(bare),
    outputs: parameters.filter((name) => output.test(name)).map(bare),
    system: system.map((name) => name.replace(/^Interject_/, "")),
  };
}

const listOf = (text: string) =>
  text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
