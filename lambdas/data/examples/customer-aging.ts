import { optional, text } from "../../interject/request/parameter.ts";
import { report } from "../report.ts";

/**
 * For `ReportRange`: what customers owe and for how long, from the connection `Demo` that `npm start` brings
 * along. The database shows each caller the customers of their own Interject client alone.
 */
export const customerAging = report({
  parameters: { CompanyName: optional(text()) },
  run: ({ parameters, sql }) =>
    sql("Demo").call("reports.customer_aging", { company_name: parameters.CompanyName }),
});
