import type { ReturnedTable } from "../response.ts";
import { FormulaUnreadable, type ReportFormula } from "./report-formula.ts";

/**
 * The entries of a jDropdown: the value that a choice writes into the target cell, and what the list shows
 * for it. Nobody chooses here, so the cell stays as it is.
 * @throws FormulaUnreadable where no column is named; the answer must have it
 */
export function dropdownEntries(
  formula: ReportFormula,
  { columns, rows }: ReturnedTable,
): readonly { readonly value: string; readonly shown: string }[] {
  const value = formula.text("valueColumn");
  if (value === "") throw new FormulaUnreadable("A jDropdown needs a Value Column Name.");
  const place = (name: string) => {
    const at = columns.findIndex((column) => column.toLowerCase() === name.toLowerCase());
    if (at < 0) throw new FormulaUnreadable(`The answer has no column ${name}.`);
    return at;
  };
  const valueAt = place(value);
  const shownAt = place(formula.text("displayColumn") || value);
  return rows.map((row) => ({ value: String(row[valueAt] ?? ""), shown: String(row[shownAt] ?? "") }));
}
