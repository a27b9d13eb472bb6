import { report } from "../report.ts";

/** For `jDropdown`: the entries of a drop-down list. */
export const jDropdown = report({
  otherParameters: "ignore",
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
