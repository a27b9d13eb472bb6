import { report } from "../report.ts";
import { ledger, ledgerColumns } from "./example-ledger.ts";
import { workbookParameters } from "./workbook-parameters.ts";

/** For `ReportVariable`: rows of several divisions, which the sheet groups by its row definitions. */
export const reportVariable = report({
  parameters: workbookParameters,
  run: () => ({ columns: ledgerColumns, rows: [...ledger, ...otherDivisions] }),
});

const otherDivisions = [
  ["703", "320", "3334", "94.38", "904.34", "9804.34"],
  ["703", "320", "3335", "94.39", "904.34", "9804.34"],
  ["703", "321", "3333", "94.40", "904.34", "9804.34"],
  ["703", "321", "3335", "94.41", "904.34", "9804.34"],
  ["705", "501", "3335", "94.42", "904.34", "9804.34"],
  ["705", "520", "3333", "94.43", "904.34", "9804.34"],
  ["705", "520", "3334", "94.44", "904.34", "9804.34"],
];
