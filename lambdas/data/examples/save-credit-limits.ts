import { UserError } from "../../interject/errors.ts";
import { decimal, optional, text } from "../../interject/request/parameter.ts";
import { savedRows } from "../../interject/request/save-columns.ts";
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
    const rows: Row[] = [];
    const saved = savedRows(save, { CustomerID: text(), CreditLimit: optional(decimal()) });
    for (const { cells, values, problem } of saved) {
      const place = `Row ${cells[0]} of the sheet`;
      if (problem !== null) throw new UserError(`${place}: ${problem}`);
      const changed = await sql("Demo").execute(
        "update demo.customers set credit_limit = $2::numeric where customer_id = $1",
        [values.CustomerID, values.CreditLimit],
      );
      if (changed === 0) throw new UserError(`${place}: there is no customer ${values.CustomerID}.`);
      rows.push([...cells, "Saved"]);
    }
    return { columns: [...save.columns.map(({ name }) => name), "Status"], rows };
  },
});
