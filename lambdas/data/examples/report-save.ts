import { UserError } from "../../interject/errors.ts";
import { report } from "../report.ts";
import { workbookParameters } from "./workbook-parameters.ts";

/**
 * For `ReportSave`: answers the rows that it received, with a status for the sheet's results range.
 * It stores nothing.
 */
export const reportSave = report({
  parameters: workbookParameters,
  example: { save: [{ div: "701", acct: "3333", Notes: "Checked & agreed" }] },
  run: ({ save }) => {
    if (save === null) throw new UserError("There is nothing to save: the request carries no XMLDataToSave.");
    return {
      columns: [...save.columns.map(({ name }) => name), "Status"],
      rows: save.rows.map((row) => [...row, "Updated!"]),
    };
  },
});
