import type { Cell, WriteSheet } from "hucre/xlsx";
import { type DataPortal, dataPortals } from "./data-portals.ts";

const columns: readonly (readonly [heading: string, width: number, of: (portal: DataPortal) => string])[] = [
  ["Data Portal Code", 22, ({ code }) => code],
  ["Api Relative Url", 30, ({ relativeUrl }) => relativeUrl],
  ["Command Type", 18, ({ command }) => (command === undefined ? "" : "Stored Procedure")],
  ["Command Text", 34, ({ command }) => command ?? ""],
  [
    "Formula Parameters, in this order",
    42,
    ({ parameters, outputs }) =>
      parameters.map((name) => (outputs.includes(name) ? `${name} (output)` : name)).join(", "),
  ],
  ["System Parameters", 60, ({ system }) => system.join(", ")],
];

const notes = [
  "The formulas of this workbook name these data portals. Make them in Interject's portal, with one data connection to this API;",
  "docs/portal.md of the project says how. A code is taken once for all of Interject's customers: give yours another beginning.",
  "The tabs with a command text need the demo database of npm start, or the tables of local/demo/samples/ in one of your own.",
];

/** The first sheet of the workbook: the data portals, line by line as Interject's portal asks for them. */
export function portalSheet(): WriteSheet {
  const bold = { font: { bold: true } };
  const cells = new Map<string, Partial<Cell>>(notes.map((note, at) => [`${at},0`, { value: note }]));
  for (const [at, [heading]] of columns.entries())
    cells.set(`${notes.length + 1},${at}`, { value: heading, style: bold });
  for (const [row, portal] of dataPortals.entries()) {
    for (const [at, [, , of]] of columns.entries())
      if (of(portal) !== "") cells.set(`${notes.length + 2 + row},${at}`, { value: of(portal) });
  }
  return { name: "Data portals", cells, columns: columns.map(([, width]) => ({ width })) };
}
