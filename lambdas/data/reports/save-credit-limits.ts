import { UserError } from "../../interject/errors.ts";
import type { Row } from "../../interject/response/table.ts";
import { report } from "../report.ts";

/**
 * For `ReportSave`: credit limits of customers, in the connection `Demo`. Either all rows count or none: an
 * error at any of them undoes those before.
 */
export const saveCreditLimits = report({
  parameters: {},
  run: async ({ save, sql }) => {
    if (save === null) throw new UserError("There is nothing to save: the request carries no XMLDataToSave.");
    const at = (name: string) => save.columns.findIndex((column) => column.name.toLowerCase() === name);
    const [customer, limit] = [at("customerid"), at("creditlimit")];
    if (customer === -1 || limit === -1)
      throw new UserError("The table to save needs the columns CustomerID and CreditLimit.");
    const rows: Row[] = [];
    for (const row of save.rows) {
      const changed = await sql("Demo").execute(
        "update demo.customers set credit_limit = $2::numeric where customer_id = $1",
        [row[customer] ?? null, row[limit] ?? null],
      );
      if (changed === 0)
        throw new UserError(`Row ${row[0]} of the sheet: there is no customer ${row[customer]}.`);
      rows.push([...row, "Saved"]);
    }
    return { columns: [...save.columns.map(({ name }) => name), "Status"], rows };
  },
});
