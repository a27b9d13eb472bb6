import { UserError } from "../../../interject/errors.ts";
import type { Routine, RoutineName } from "../engines/engine.ts";
import { engines } from "../engines/index.ts";

/** SQL Server's longest name; PostgreSQL's and MySQL's are shorter. */
const maxLength = 128;

const dialects = Object.values(engines).map(({ dialect }) => dialect);

/** A name in the quotation marks of any of the databases; a doubled closing mark stands for itself. */
const quotedNames = dialects.map(({ quotes }) => {
  const [open, close] = quotes.map((mark) => RegExp.escape(mark));
  return String.raw`${open}(?:[^${close}\0]|${close}${close})+${close}`;
});
const part = String.raw`([\p{L}_][\p{L}\p{N}_$#@]*|${quotedNames.join("|")})`;
const shape = new RegExp(String.raw`^\s*(?:${part}\s*\.\s*)?${part}\s*$`, "u");

/**
 * Reads a routine's or table's name as a data portal's command text has it: `name`, `schema.name`,
 * `[schema].[name]`. Everything else is refused: arguments, a second statement, a third part that would name
 * another database.
 * @throws UserError
 */
export function parseName(text: string): RoutineName {
  const [, schemaPart, namePart] = shape.exec(text) ?? [];
  if (namePart !== undefined) {
    const schema = schemaPart === undefined ? null : unquoted(schemaPart);
    const name = unquoted(namePart);
    if (name.length <= maxLength && (schema ?? "").length <= maxLength) return { schema, name };
  }
  throw new UserError(
    "The command text of this data portal must be a name alone, such as schema.name, without arguments. Tell your administrator.",
  );
}

function unquoted(part: string): string {
  const { quotes } = dialects.find(({ quotes: [open] }) => part.startsWith(open)) ?? {};
  if (quotes === undefined) return part;
  const [, close] = quotes;
  return part.slice(1, -1).replaceAll(close + close, close);
}

/**
 * What no pattern opens on any database: the servers' own routines can read files, and reach other servers.
 */
const systemSchemas = new Set(dialects.flatMap((dialect) => dialect.systemSchemas));

/**
 * Whether a routine or table that the catalogue knows by this name is on a connection's list (`reports.*`).
 * Letter case does not count, as in SQL Server and for plain names in the others.
 */
export function isListed(
  { schema, name }: Pick<Routine, "schema" | "name">,
  patterns: readonly string[],
): boolean {
  if (systemSchemas.has(schema.toLowerCase())) return false;
  return patterns.some((pattern) => {
    const [ofSchema = "", ofName = ""] = pattern.split(".");
    return matches(ofSchema, schema) && matches(ofName, name);
  });
}

/**
 * Walks through the name once, because a regular expression with several stars tries every way to share the
 * name out among them. The first place where a piece fits leaves the most for the pieces after it.
 */
function matches(pattern: string, name: string): boolean {
  const text = name.toLowerCase();
  const [first = "", ...pieces] = pattern.toLowerCase().split("*");
  const last = pieces.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const piece of pieces) {
    const found = text.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
