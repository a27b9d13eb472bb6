import type { Identity } from "../identity.ts";
import type { Demands } from "./access.ts";
import { passThroughReport } from "./pass-through-report.ts";
import type { Report } from "./report.ts";
import { customerAging } from "./reports/customer-aging.ts";
import { dpParameters } from "./reports/dp-parameters.ts";
import { jDropdown } from "./reports/j-dropdown.ts";
import { reportFixed } from "./reports/report-fixed.ts";
import { reportLookup } from "./reports/report-lookup.ts";
import { reportRange } from "./reports/report-range.ts";
import { reportSave } from "./reports/report-save.ts";
import { reportVariable } from "./reports/report-variable.ts";
import { rowDef } from "./reports/row-def.ts";
import { rowDefName } from "./reports/row-def-name.ts";
import { saveCreditLimits } from "./reports/save-credit-limits.ts";
import type { PlainAnswer } from "./status.ts";
import * as status from "./status.ts";

/** What a line runs: a report, or the plain answer of a status endpoint. */
export type Line<User extends Identity | null> =
  | { readonly report: Report<User> }
  | { readonly answer: PlainAnswer<User> };

interface Place {
  readonly method: "GET" | "POST";
  /** Path as documented; the API answers it in any letter case. No path parameters. */
  readonly path: string;
}

/** A line of the table: it needs a verified token unless it says `public`, open to anyone who knows the address. */
export type Route =
  | (Place & Demands & { readonly access?: never } & Line<Identity>)
  | (Place & { readonly access: "public" } & Line<null>);

/**
 * Every endpoint of this API and who may call it: the one page for a security review. The stack makes the
 * gateway's resources from it, the data function finds the code to run in it.
 */
export const routes: readonly Route[] = [
  { method: "GET", path: "/", access: "public", answer: status.version },
  { method: "GET", path: "/version", access: "public", answer: status.version },
  { method: "GET", path: "/api/v1/status", access: "public", answer: status.running },
  { method: "GET", path: "/api/v1/status/options", access: "public", answer: status.options },
  { method: "GET", path: "/api/v1/status/headers", access: "public", answer: status.headers },
  { method: "POST", path: "/api/v1/status/headers", access: "public", answer: status.headers },
  { method: "GET", path: "/api/v1/status/ping", access: "public", answer: status.ping },

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

  { method: "POST", path: "/api/v1/sql", report: passThroughReport },
];
