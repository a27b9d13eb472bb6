import { RequestInvalid } from "../../../interject/errors.ts";
import { lookupName } from "../../../interject/request/request.ts";
import { isSystemName } from "./arguments.ts";

/** Which parameter a column of a saved table means. */

/**
 * The keys of the parameters that take a column's cells: `UnitPrice` and `unit_price` both take `Unit Price`.
 * Never a system parameter's key: a sheet does not say who its user is.
 */
export function keysOfColumn(column: string): readonly string[] {
  const plain = lookupName(column);
  const keys = [plain, plain.replaceAll(/\W+/gu, "_"), plain.replaceAll(/\W+/gu, "")];
  return keys.filter((key) => !isSystemName(key));
}

/**
 * Refuses columns of which two would be given to the same parameter: the last would win without a word.
 * @param declared the keys of the parameters that there are
 * @throws RequestInvalid `save` with the names of both
 */
export function refuseSharedParameters(columns: readonly string[], declared: ReadonlySet<string>): void {
  refuseShared(columns, (column) => new Set(keysOfColumn(column).filter((key) => declared.has(key))));
}

/**
 * Refuses columns that differ in nothing but letter case, and blanks for underscores: a routine that takes
 * rows by their columns' names would read one of the two.
 * @throws RequestInvalid `save` with the names of both
 */
export function refuseSameNames(columns: readonly string[]): void {
  refuseShared(columns, (column) => [lookupName(column).replaceAll(/[\s_]+/gu, "_")]);
}

function refuseShared(columns: readonly string[], keysOf: (column: string) => Iterable<string>): void {
  const owners = new Map<string, string>();
  for (const column of columns) {
    for (const key of keysOf(column)) {
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
}
