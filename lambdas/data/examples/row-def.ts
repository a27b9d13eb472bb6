import { report } from "../report.ts";
import { ledgerColumns, namedLedger } from "./example-ledger.ts";
import { workbookParameters } from "./workbook-parameters.ts";

/**
 * For `ReportVariable` with a `RowDefName` column that holds the row definition's own value: the division.
 */
export const rowDef = report({
  parameters: workbookParameters,
  run: () => ({
    columns: ["RowDefName", ...ledgerColumns],
    rows: namedLedger.map((row) => [row[0], ...row]),
  }),
});
