import { report } from "../report.ts";
import { ledgerColumns, namedLedger } from "./example-ledger.ts";

/**
 * For `ReportVariable` with a `RowDefName` column that holds the row definition's own value: the division.
 */
export const rowDef = report({
  otherParameters: "ignore",
  run: () => ({
    columns: ["RowDefName", ...ledgerColumns],
    rows: namedLedger.map((row) => [row[0], ...row]),
  }),
});
