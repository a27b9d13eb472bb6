import { report } from "../report.ts";
import { ledgerColumns, namedLedger } from "./example-ledger.ts";
import { workbookParameters } from "./workbook-parameters.ts";

/**
 * For `ReportVariable` with a `RowDefName` column that holds the names which the Addin gives row definitions,
 * in the order of the sheet: a division for each of three.
 */
export const rowDefName = report({
  parameters: workbookParameters,
  run: () => ({
    columns: ["RowDefName", ...ledgerColumns],
    rows: [...namedLedger, ...thirdDivision].map((row) => [namesOfDivisions[row[0]], ...row]),
  }),
});

const namesOfDivisions = { "701": "R00001", "702": "R00002", "703": "R00003" } as const;

const thirdDivision = [
  ["703", "320", "3335", "94.35", "904.34", "9804.34"],
  ["703", "321", "3335", "94.36", "904.34", "9804.34"],
  ["703", "322", "3333", "94.37", "904.34", "9804.34"],
  ["703", "322", "3334", "94.38", "904.34", "9804.34"],
  ["703", "322", "3335", "94.39", "904.34", "9804.34"],
] as const;
