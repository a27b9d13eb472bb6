import type { Report } from "./report.ts";
import { passThrough } from "./sql/pass-through.ts";

/**
 * `POST /api/v1/sql` and `InterjectDefaultRequest`: runs the data portal's command on the connection that it
 * names. Not declared with `report()`, because it needs the request's transactions, which go beyond what
 * `sql` offers to the authors of reports.
 */
export const passThroughReport: Report = {
  callers: "verified",
  declared: null,
  authorize: async () => null,
  run: (call, { transactions, verified, onRead }) => passThrough({ ...call, verified, onRead }, transactions),
};
