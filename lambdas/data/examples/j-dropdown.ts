import { report } from "../report.ts";
import { workbookParameters } from "./workbook-parameters.ts";

/** For `jDropdown`: the entries of a drop-down list. */
export const jDropdown = report({
  parameters: workbookParameters,
  run: () => ({
    columns: ["CompanyName"],
    rows: [
      ["Northwind Data Company"],
      ["Northwind InfoTech"],
      ["Northwind Bytes"],
      ["Northwind Security"],
      ["Northwind Research"],
    ],
  }),
});
