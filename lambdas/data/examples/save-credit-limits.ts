import { decimal, optional, text } from "../../interject/request/parameter.ts";
import { report } from "../report.ts";

/**
 * For `ReportSave`: credit limits of customers, in the connection `Demo`. Either all rows count or none: a
 * wrong row undoes the others.
 */
export const saveCreditLimits = report({
  save: { CustomerID: text(), CreditLimit: optional(decimal()) },
  // The limit that this customer of the demo data has.
  example: { save: [{ CustomerID: "ANC489", CreditLimit: "7250" }] },
  run: async ({ save, sql }) => {
    const update = "update demo.customers set credit_limit = $2::numeric where customer_id = $1";
    for (const { values, fail } of save) {
      const changed = await sql("Demo").execute(update, [values.CustomerID, values.CreditLimit]);
      if (changed === 0) fail(`There is no customer ${values.CustomerID}.`);
    }
  },
});
