import { UserError } from "../../interject/errors.ts";
import type { Dialect } from "./engines/dialect.ts";
import type { SqlValue } from "./engines/engine.ts";
import { argumentNamed } from "./routine/argument-names.ts";
import type { Arguments } from "./routine/arguments.ts";

/**
 * Longer than any statement that a person writes. Without a limit one request could keep the process
 * busy all its time.
 */
const maxLength = 100_000;

/**
 * A data portal's statement (command type Text) with the parameters that it names, `@Name`, bound and never
 * written into it. Names of the server's own (`@@rowcount`) stay.
 * @throws UserError for a name that the data portal does not send, and for a statement that is
 * too long to read
 */
export function namedStatement(
  dialect: Dialect,
  statement: string,
  given: Arguments,
): { readonly text: string; readonly values: readonly SqlValue[] } {
  if (statement.length > maxLength)
    throw new UserError(`The statement of this data portal is longer than ${maxLength} characters.`);
  const values: SqlValue[] = [];
  const text = statement.replaceAll(dialect.pieces, (piece: string, name: string | undefined) => {
    if (name === undefined || piece.startsWith("@@")) return piece;
    // Nobody declares a statement's parameter: the data portal's own type decides how its text is read.
    values.push(argumentNamed(name, given).read("none"));
    return dialect.placeholder(values.length);
  });
  return { text, values };
}
