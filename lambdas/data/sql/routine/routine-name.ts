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
const keyword = String.raw`(?:exec(?:ute)?|call)(?:\s+|(?=["\[\x60]))`;
const shape = new RegExp(
  String.raw`^\s*(?:${keyword})?(?:${part}\s*\.\s*(?:${part}?\s*(\.)\s*)?)?${part}\s*(?:;\s*1\s*)?$`,
  "iu",
);

/** A name in a command text, in its parts; null where a part is not written. */
export interface WrittenName extends RoutineName {
  readonly database: string | null;
}

/**
 * Reads a routine's or table's name as a data portal's command text has it: `name`, `schema.name`,
 * `[schema].[name]`, `database.schema.name`, `database..name`. The words with which SQL calls a routine
 * (`EXEC name`) may stand in front, and SQL Server's `;1`, the only procedure of a group, behind it.
 * Everything else is refused: arguments, a second statement, a fourth part that would name another server.
 * @throws UserError
 */
export function parseName(text: string): WrittenName {
  const [, first, second, secondPoint, last] = shape.exec(text) ?? [];
  if (last !== undefined) {
    const [database, schema] = secondPoint === undefined ? [undefined, first] : [first, second];
    const [databaseName, schemaName, name] = [database, schema, last].map((written) =>
      written === undefined ? null : unquoted(written),
    );
    const parts = { database: databaseName ?? null, schema: schemaName ?? null, name: name ?? "" };
    if (Object.values(parts).every((written) => (written ?? "").length <= maxLength)) return parts;
  }
  throw new UserError(
    "The command text of this data portal must be a name alone, such as schema.name: its parameters stand in the data portal's list, and a statement or a name on another server cannot be run. Tell your administrator.",
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
