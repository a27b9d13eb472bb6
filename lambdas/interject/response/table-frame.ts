import type { Column } from "./table.ts";
import { columnNames } from "./unique-name.ts";

/**
 * What stands around a table's rows in `ReturnedDataList` (protocol section 4). `Data` is a string that holds
 * JSON, so all of it but the braces outside is escaped once more.
 */

/** Everything before the first row. */
export function tableOpening(name: string, columns: readonly Column[]): string {
  const table = JSON.stringify({ TableName: name, Columns: wireColumns(columns), Rows: [] });
  return `{"Data":${JSON.stringify(table.slice(0, -"]}".length)).slice(0, -1)}`;
}

/** Everything after the last row. */
export const tableClosing = ']}","DataFormat":2,"SchemaFormat":1,"Schema":null}';

/** Columns with every property that the Addin insists on, most of them always the same. */
function wireColumns(columns: readonly Column[]) {
  const names = columnNames(columns.map((column) => (typeof column === "string" ? column : column.name)));
  return columns.map((column, ordinal) => {
    const name = names[ordinal];
    return {
      AllowDBNull: true,
      AutoIncrement: false,
      AutoIncrementSeed: 0,
      AutoIncrementStep: 1,
      Caption: name,
      ColumnName: name,
      DataType: typeof column === "string" ? "String" : column.type,
      DateTimeMode: "UnspecifiedLocal",
      DefaultValue: null,
      MaxLength: -1,
      Ordinal: ordinal,
      ReadOnly: false,
      Unique: false,
    };
  });
}
