import { report } from "../report.ts";

/** For `ReportRange`: ten accounts of one division. */
export const reportRange = report({
  parameters: {},
  run: () => ({
    columns: ["div", "acct", "MTD", "QTD", "YTD"],
    rows: Array.from({ length: 10 }, (_, index) => ["701", `333${index}`, "94.34", "904.34", "9804.34"]),
  }),
});
