import { report } from "../report.ts";
import { workbookParameters } from "./workbook-parameters.ts";

/** For `ReportLookup`: a single value. */
export const reportLookup = report({
  parameters: workbookParameters,
  run: () => ({ columns: ["ytd"], rows: [["123456.78"]] }),
});
