import { UserError } from "../../interject/errors.ts";
import type { RowDefItem } from "../../interject/request/definition-items.ts";
import { report } from "../report.ts";
import { workbookParameters } from "./workbook-parameters.ts";

/**
 * For `ReportFixed`: a row for each row definition of the sheet, under the column definitions of the sheet.
 */
export const reportFixed = report({
  parameters: workbookParameters,
  run: ({ context }) => {
    const columns = context.ColDefItems.map(({ Name }) => Name);
    if (columns.length === 0) {
      throw new UserError(
        "The formula sends no column definitions, so there are no columns to fill. Give it a ColDefRange, and list Interject_ColDefItems or Interject_RequestContext in the data portal.",
      );
    }
    return {
      columns,
      rows: context.RowDefItems.map((item) =>
        columns.map((column) => keyOf(item, column) ?? amounts.get(column.toLowerCase()) ?? null),
      ),
    };
  },
});

const amounts = new Map([
  ["mtd", "94.34"],
  ["qtd", "904.34"],
  ["ytd", "9804.34"],
]);

function keyOf(item: RowDefItem, column: string): string | undefined {
  return item.ColKeys.find(({ Name }) => Name?.toLowerCase() === column.toLowerCase())?.Value;
}
