import { writeXlsx } from "hucre/xlsx";
import { demoTabs } from "./demo-tabs.ts";
import { exampleTabs } from "./example-tabs.ts";
import { portalSheet } from "./portal-sheet.ts";
import { sheetOf } from "./sheet.ts";

/** A date that does not change, so that the same workbook is written each time. */
const written = new Date("2026-01-01T00:00:00Z");

/**
 * The example workbook as an Excel file: the data portals, and a tab for each of Interject's formulas.
 *
 * This folder makes it from code: `data-portals.ts`, `example-tabs.ts` and `demo-tabs.ts` say what it holds,
 * `portal-sheet.ts` and `sheet.ts` where it stands.
 */
export function exampleWorkbook(): Promise<Uint8Array> {
  return writeXlsx({
    properties: { title: "Examples of Interject's formulas", created: written, modified: written },
    sheets: [portalSheet(), ...[...exampleTabs, ...demoTabs].map(sheetOf)],
  });
}
