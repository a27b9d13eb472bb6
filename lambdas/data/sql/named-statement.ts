import { UserError } from "../../interject/errors.ts";
import { lookupName } from "../../interject/request/request.ts";
import type { ConnectionSettings } from "../../settings/connections.ts";
import type { SqlValue } from "./engines/engine.ts";
import type { Arguments } from "./routine/arguments.ts";

type EngineName = ConnectionSettings["engine"];

/**
 * What a statement is made of, as far as finding placeholders asks: whatever is quoted or a comment holds none. What is not closed goes to
 * the end, as it does for the server, so that no text is read twice.
 */
const pieces: Readonly<Record<EngineName, RegExp>> = {
  postgres:
    /'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|\$((?:[\p{L}_][\p{L}\p{N}_]*)?)\$(?:[\s\S]*?\$\1\$|[\s\S]*$)|--[^\n]*|\/\*(?:[\s\S]*?\*\/|[\s\S]*$)|@([\p{L}_][\p{L}\p{N}_]*)/gu,
  mysql:
    /'(?:[^'\\]|''|\\[\s\S])*(?:'|\\?$)|"(?:[^"\\]|""|\\[\s\S])*(?:"|\\?$)|`(?:[^`]|``)*(?:`|$)|(--\s[^\n]*|#[^\n]*)|\/\*(?:[\s\S]*?\*\/|[\s\S]*$)|@@?([\p{L}_][\p{L}\p{N}_]*)/gu,
  sqlserver:
    /'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|(\[(?:[^\]]|\]\])*(?:\]|$))|--[^\n]*|\/\*(?:[\s\S]*?\*\/|[\s\S]*$)|@@?([\p{L}_][\p{L}\p{N}_]*)/gu,
};

/** Each database's own placeholder for the value at a place, from 1. */
const placeholders: Readonly<Record<EngineName, (at: number) => string>> = {
  postgres: (at) => `$${at}`,
  mysql: () => "?",
  sqlserver: (at) => `@p${at}`,
};

/** Longer than any statement that a person writes; without a limit one request could keep the reader busy for its whole time. */
const maxLength = 100_000;

/**
 * A data portal's statement (command type Text) with the parameters that it names, `@Name`, bound and never written into it. Names of the
 * server's own (`@@rowcount`) stay.
 * @throws UserError for a name that the data portal does not send, and for a statement that is too long to read
 */
export function namedStatement(
  engine: EngineName,
  statement: string,
  given: Arguments,
): { readonly text: string; readonly values: readonly SqlValue[] } {
  if (statement.length > maxLength)
    throw new UserError(`The statement of this data portal is longer than ${maxLength} characters.`);
  const values: SqlValue[] = [];
  const text = statement.replaceAll(pieces[engine], (piece: string, _: unknown, name: string | undefined) => {
    if (name === undefined || piece.startsWith("@@")) return piece;
    const argument = given.get(lookupName(name));
    if (argument === undefined) {
      throw new UserError(
        `The statement of this data portal needs ${name}, which it does not send. Ask your administrator to add the parameter.`,
      );
    }
    // Nobody declares a statement's parameter: the data portal's own type decides how its text is read.
    values.push(argument.read("none"));
    return placeholders[engine](values.length);
  });
  return { text, values };
}
