import { type RowDefinition, rowDefName } from "../request-context.ts";
import type { Cell, ReturnedTable } from "../response.ts";

/** Which of the returned records belong to which row definition. */
export interface RowGroups {
  /** For each row definition its records, in the order in which they came. */
  readonly groups: readonly (readonly (readonly Cell[])[])[];
  /** Records that no row definition takes. */
  readonly leftovers: readonly (readonly Cell[])[];
}

/**
 * Brings the returned records to the row definitions: by the column `RowDefName` where the table has one,
 * else by the columns that are named like the keys. In `RowDefName` stands the Addin's own name for the
 * definition or the text of its first key. A key may list several values with `|` between them (Interject:
 * "Multi-Col RowDef Items"). Ours: letter case, blanks around a text and the zeros after a decimal point do
 * not count, and a blank cell of several keys fits everything.
 * @param everyInstance whether a record goes to each row definition that it fits, or to the last one only
 */
export function rowGroups(
  definitions: readonly RowDefinition[],
  { columns, rows }: ReturnedTable,
  everyInstance: boolean,
): RowGroups {
  const names = columns.map((name) => name.toLowerCase());
  const named = names.indexOf("rowdefname");
  const fits = definitions.map(({ keys }, at): ((record: readonly Cell[]) => boolean) => {
    if (named >= 0) {
      const own = valuesOf(keys[0]?.value ?? "").add(plain(rowDefName(at)));
      return (record) => own.has(plain(record[named] ?? ""));
    }
    const asked = keys
      .map(({ name, value }) => ({ at: name === "" ? -1 : names.indexOf(name.toLowerCase()), value }))
      .filter(({ at, value }) => at >= 0 && value !== "")
      .map(({ at, value }) => ({ at, values: valuesOf(value) }));
    return (record) =>
      asked.length > 0 && asked.every(({ at, values }) => values.has(plain(record[at] ?? "")));
  });
  const groups: (readonly Cell[])[][] = definitions.map(() => []);
  const leftovers: (readonly Cell[])[] = [];
  for (const record of rows) {
    const takers = groups.filter((_, at) => fits[at]?.(record) ?? false);
    if (takers.length === 0) leftovers.push(record);
    for (const group of everyInstance ? takers : takers.slice(-1)) group.push(record);
  }
  return { groups, leftovers };
}

/** What a key stands for: its text, and each value of a list. */
function valuesOf(text: string): Set<string> {
  return new Set([text, ...text.split("|")].map(plain).filter((value) => value !== ""));
}

function plain(value: Cell): string {
  const text = String(value).trim();
  return /^-?\d+\.\d+$/.test(text) ? text.replace(/\.?0+$/, "") : text.toLowerCase();
}
