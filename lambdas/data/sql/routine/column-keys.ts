import { RequestInvalid } from "../../../interject/errors.ts";
import { normalName } from "../../../interject/request/normal-name.ts";
import { isSystemName } from "../../../interject/request/system-parameters.ts";

/** Which parameter a column of a saved table means. */

/**
 * The form in which a column and the parameter that takes its cells have the same name: `UnitPrice` and
 * `unit_price` both take `Unit Price`. Null for a system parameter's name: a sheet does not say who its user
 * is.
 */
export function columnKey(column: string): string | null {
  return isSystemName(column) ? null : normalName(column);
}

/**
 * Refuses columns of which two would be given to the same parameter: the last would win without a word.
 * @param declared the keys of the parameters that there are
 * @throws RequestInvalid `save` with the names of both
 */
export function refuseSharedParameters(columns: readonly string[], declared: ReadonlySet<string>): void {
  refuseSameNames(columns.filter((column) => declared.has(columnKey(column) ?? "")));
}

/**
 * Refuses columns of which two have the same name: a routine that takes rows by their columns' names would
 * read one of the two.
 * @throws RequestInvalid `save` with the names of both
 */
export function refuseSameNames(columns: readonly string[]): void {
  const owners = new Map<string, string>();
  for (const column of columns) {
    const key = normalName(column);
    const other = owners.get(key);
    if (other !== undefined) {
      throw new RequestInvalid(
        "save",
        `The sheet has two columns for the same value, "${other}" and "${column}". Rename or remove one of them.`,
      );
    }
    owners.set(key, column);
  }
}
