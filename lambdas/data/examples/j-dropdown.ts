import { report } from "../report.ts";

/** For `jDropdown`: the entries of a drop-down list. */
export const jDropdown = report({
  parameters: {},
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
