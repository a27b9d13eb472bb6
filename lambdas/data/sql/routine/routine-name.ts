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
const plainName = String.raw`[\p{L}_][\p{L}\p{N}_$#@]*`;
/** What a command text is made of: names, points, and SQL Server's `;1`. */
const piece = new RegExp(String.raw`\s*(?:(${plainName}|${quotedNames.join("|")})|([.;1]))`, "uy");

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
  const [first, ...rest] = piecesOf(text);
  const pieces = first !== undefined && isKeyword(first) && isName(rest[0]) ? rest : [first, ...rest];
  const form = pieces.map((one) => (isName(one) ? "n" : one)).join("");
  const names = pieces.filter(isName).map(unquoted);
  if (forms.has(form.replace(/;1$/, "")) && names.every((name) => name.length <= maxLength)) {
    const name = names.pop() ?? "";
    const schema = form.includes("..") ? null : (names.pop() ?? null);
    return { database: names.pop() ?? null, schema, name };
  }
  throw new UserError(
    "The command text of this data portal must be a name alone, such as schema.name: its parameters stand in the data portal's list, and a statement or a name on another server cannot be run. Tell your administrator.",
  );
}

/** A name `n` alone, behind its schema, and behind the database too, with the schema or without. */
const forms = new Set(["n", "n.n", "n.n.n", "n..n"]);

/** More pieces than any of {@link forms} has, with a word and `;1`: of a longer text no more is read. */
const maxPieces = 10;

/** The pieces of a text, as written; none where the text holds anything else. */
function piecesOf(text: string): readonly string[] {
  const pieces: string[] = [];
  const trimmed = text.trim();
  piece.lastIndex = 0;
  while (piece.lastIndex < trimmed.length && pieces.length < maxPieces) {
    const [, name, mark] = piece.exec(trimmed) ?? [];
    const found = name ?? mark;
    if (found === undefined) return [];
    pieces.push(found);
  }
  return pieces;
}

function isName(part: string | undefined): part is string {
  return part !== undefined && !/^[.;1]$/.test(part);
}

function isKeyword(part: string): boolean {
  return /^(?:exec|execute|call)$/i.test(part);
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
