import type { Route } from "../route.ts";
import * as status from "../status.ts";
import { customerAging } from "./customer-aging.ts";
import { dpParameters } from "./dp-parameters.ts";
import { jDropdown } from "./j-dropdown.ts";
import { reportFixed } from "./report-fixed.ts";
import { reportLookup } from "./report-lookup.ts";
import { reportRange } from "./report-range.ts";
import { reportSave } from "./report-save.ts";
import { reportVariable } from "./report-variable.ts";
import { rowDef } from "./row-def.ts";
import { rowDefName } from "./row-def-name.ts";
import { saveCreditLimits } from "./save-credit-limits.ts";

/**
 * The endpoints of Interject's own example workbooks, and two on the demo database. The setting `examples`
 * puts them into the API.
 */
export const exampleRoutes: readonly Route[] = [
  { method: "GET", path: "/api/v1/example/protected", answer: status.claims },
  { method: "POST", path: "/api/v1/example/ReportRange", report: reportRange },
  { method: "POST", path: "/api/v1/example/ReportFixed", report: reportFixed },
  { method: "POST", path: "/api/v1/example/ReportVariable", report: reportVariable },
  { method: "POST", path: "/api/v1/example/ReportLookup", report: reportLookup },
  { method: "POST", path: "/api/v1/example/ReportSave", report: reportSave },
  { method: "POST", path: "/api/v1/example/jDropdown", report: jDropdown },
  { method: "POST", path: "/api/v1/example/DpParameters", report: dpParameters },
  { method: "POST", path: "/api/v1/example/RowDef", report: rowDef },
  { method: "POST", path: "/api/v1/example/RowDefName", report: rowDefName },
  { method: "POST", path: "/api/v1/example/CustomerAging", report: customerAging },
  { method: "POST", path: "/api/v1/example/SaveCreditLimits", report: saveCreditLimits },
];
