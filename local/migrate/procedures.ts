import { cannot, check, type Finding } from "./peer-settings.ts";

/** What a script of stored procedures says: the routines that it makes, and what stands in their way. */
export interface Procedures {
  /** `schema.name`, for the setting `routines`. */
  readonly routines: readonly string[];
  readonly findings: readonly Finding[];
}

const page = "docs/compatibility.md#procedures";
const word = String.raw`(?:\[[^\]]+\]|"[^"]+"|[\w$#@]+)`;
const dot = String.raw`\s*\.\s*`;
const creation = new RegExp(
  String.raw`\b(?:CREATE(?:\s+OR\s+(?:ALTER|REPLACE))?|ALTER)\s+PROC(?:EDURE)?\s+(?:(${word})${dot})?(${word})`,
  "gi",
);
/** A table or routine of three or four parts; a column of three parts stands behind other words. */
const distant = new RegExp(
  String.raw`\b(?:FROM|JOIN|INTO|UPDATE|EXEC|EXECUTE|USING|TABLE)\s+(${word}${dot}(?:${word})?${dot}(?:${word}?${dot})?${word})`,
  "gi",
);

/**
 * Reads a script of stored procedures for SQL Server, such as SQL Server Management Studio writes.
 * @param subject what the sentences call it: the file's name
 */
export function readProcedures(text: string, subject: string): Procedures {
  const code = withoutComments(text);
  const names = [...code.matchAll(creation)].map(
    ([, schema = "dbo", name = ""]) => `${bare(schema)}.${bare(name)}`,
  );
  const parts = new Set(
    [...code.matchAll(distant)].map(([, name = ""]) => name.split(new RegExp(dot)).length),
  );
  return {
    // The setting has no names with dots, spaces or marks.
    routines: [...new Set(names.filter((name) => /^[^.\s"[\]`;]+\.[^.\s"[\]`;]+$/.test(name)))],
    findings: [
      ...found(code, identity).map((name) => asLogin(subject, name)),
      ...(parts.has(3) ? [threeParts(subject)] : []),
      ...(parts.has(4) ? [fourParts(subject)] : []),
      ...found(code, outside).map((name) => ofTheServer(subject, name)),
    ],
  };
}

const identity =
  /\b(SUSER_SNAME|SUSER_NAME|SUSER_ID|SYSTEM_USER|ORIGINAL_LOGIN|SESSION_USER|CURRENT_USER|USER_NAME)\b/gi;
const outside = /\b(xp_cmdshell|OPENROWSET|OPENQUERY|OPENDATASOURCE|sp_send_dbmail|sp_OACreate)\b/gi;

function found(code: string, pattern: RegExp): string[] {
  return [...new Set([...code.matchAll(pattern)].map(([name]) => name.toUpperCase()))];
}

/** The script without comments and texts, in which anything may stand. */
function withoutComments(text: string): string {
  return text.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'/g, (part) =>
    part.startsWith("'") ? "''" : " ",
  );
}

const bare = (name: string) => name.replaceAll(/^[["]|[\]"]$/g, "");

function asLogin(subject: string, name: string): Finding {
  const sentence =
    `${subject} asks ${name} who is there: it answers the login of this API for everyone. Ask ` +
    "SESSION_CONTEXT(N'login_name'), or declare @Interject_LoginName.";
  return cannot(sentence, "docs/databases.md#who-the-user-is-inside-the-database");
}

function threeParts(subject: string): Finding {
  const sentence =
    `${subject} names tables or procedures of another database (database.schema.name). This works only where ` +
    "that database is on the same server and the login of this API is a user there; in Azure SQL it does not.";
  return check(sentence, page);
}

function fourParts(subject: string): Finding {
  const sentence =
    `${subject} names a linked server (server.database.schema.name). The server at its new place needs that ` +
    "link; RDS allows links to some servers only.";
  return cannot(sentence, page);
}

function ofTheServer(subject: string, name: string): Finding {
  return cannot(
    `${subject} uses ${name}, which reaches outside of the database: managed servers such as RDS and Azure SQL limit or forbid it.`,
    page,
  );
}
