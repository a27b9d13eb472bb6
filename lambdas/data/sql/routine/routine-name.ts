import { UserError } from "../../../interject/errors.ts";
import type { Routine, RoutineName } from "../engines/engine.ts";

/** SQL Server's longest name; PostgreSQL's and MySQL's are shorter. */
const maxLength = 128;

/** One part of a name: plain, or in the quotation marks of any of the three databases, a doubled one standing for itself. */
const part = String.raw`(?:([\p{L}_][\p{L}\p{N}_$#@]*)|"((?:[^"\0]|"")+)"|\[((?:[^\]\0]|\]\])+)\]|\u0060((?:[^\u0060\0]|\u0060\u0060)+)\u0060)`;
const shape = new RegExp(String.raw`^\s*(?:${part}\s*\.\s*)?${part}\s*$`, "u");

/**
 * Reads a routine's or table's name as a data portal's command text has it: `name`, `schema.name`, `[schema].[name]`. Nothing else is
 * one: no arguments, no second statement, no third part that would name another database.
 * @throws UserError
 */
export function parseName(text: string): RoutineName {
  const parts = shape.exec(text);
  if (parts !== null) {
    const [schema, name] = [parts.slice(1, 5), parts.slice(5, 9)].map(unquoted);
    if (name !== null && name !== undefined && name.length <= maxLength) {
      if (schema === null || schema === undefined) return { schema: null, name };
      if (schema.length <= maxLength) return { schema, name };
    }
  }
  throw new UserError(
    "The command text of this data portal must be a name alone, such as schema.name, without arguments. Tell your administrator.",
  );
}

function unquoted([plain, double, bracketed, backticked]: readonly (string | undefined)[]): string | null {
  if (plain !== undefined) return plain;
  if (double !== undefined) return double.replaceAll('""', '"');
  if (bracketed !== undefined) return bracketed.replaceAll("]]", "]");
  return backticked?.replaceAll("``", "`") ?? null;
}

/** What no pattern opens: the servers' own routines can read files, and reach other servers. */
const systemSchemas = new Set(["pg_catalog", "information_schema", "sys", "mysql", "performance_schema"]);

/**
 * Whether a routine or table that the catalogue knows by this name is on a connection's list (`reports.*`). Letter case does not count, as
 * in SQL Server and for plain names in the others.
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

function matches(pattern: string, name: string): boolean {
  const literals = pattern.split("*").map((literal) => RegExp.escape(literal));
  return new RegExp(`^${literals.join(".*")}$`, "isu").test(name);
}
