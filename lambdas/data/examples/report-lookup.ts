import { report } from "../report.ts";

/** For `ReportLookup`: a single value. */
export const reportLookup = report({
  otherParameters: "ignore",
  run: () => ({ columns: ["ytd"], rows: [["123456.78"]] }),
});
