import type { Parameter } from "./about.ts";

/**
 * The formula parameters in a routine's signature, as the database's catalogue writes it:
 * `company_name text DEFAULT NULL::text, OUT total numeric`. System parameters and what the routine only
 * returns are left out; the API fills those in.
 */
export function parametersOf(signature: string): readonly Parameter[] {
  return partsOf(signature).flatMap((part) => {
    const [, direction = "IN", name = "", type = ""] =
      part.match(/^(?:(INOUT|IN|OUT|VARIADIC|TABLE)\s+)?@?("[^"]+"|[^\s]+)\s+(.*)$/is) ?? [];
    const bare = name.replaceAll('"', "");
    if (bare === "" || /^(OUT|TABLE)$/i.test(direction) || /^interject_/i.test(bare)) return [];
    const [plain = "", given] = type.split(/\s+DEFAULT\s+|\s*=\s*/i);
    const isOptional = given !== undefined;
    // PostgreSQL writes the type of the default, too: `NULL::text`.
    const left = given?.replace(/::[\w ."]+$/, "").trim();
    const expected = isOptional ? `${plain}, ${left} if left out` : plain;
    return [{ name: bare, kind: kindOf(plain), expected, allowed: null, isOptional }];
  });
}

/** The parts between the commas that are in no brackets and no quotes. */
function partsOf(signature: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let isQuoted = false;
  let from = 0;
  for (let at = 0; at < signature.length; at++) {
    const character = signature[at];
    if (character === "'") isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (character === "(") depth++;
    else if (character === ")") depth--;
    else if (character === "," && depth === 0) {
      parts.push(signature.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, signature.slice(from)].map((part) => part.trim()).filter((part) => part !== "");
}

function kindOf(type: string): string {
  if (/bool|^bit$/i.test(type)) return "boolean";
  if (/^date$/i.test(type)) return "date";
  return "text";
}
