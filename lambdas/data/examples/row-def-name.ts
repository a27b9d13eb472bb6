import { report } from "../report.ts";
import { ledgerColumns, namedLedger } from "./example-ledger.ts";

/**
 * For `ReportVariable` with a `RowDefName` column that holds the names which the Addin gives row definitions.
 */
export const rowDefName = report({
  parameters: {},
  run: () => ({
    columns: ["RowDefName", ...ledgerColumns],
    rows: namedLedger.map((row) => [row[0] === "701" ? "R00001" : "R00002", ...row]),
  }),
});
