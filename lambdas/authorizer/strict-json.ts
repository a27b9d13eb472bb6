/**
 * Parses a JSON text whose objects have no member name twice. Parsers differ in which of two members counts,
 * so a text verified here could mean something else elsewhere (RFC 7515 section 4, RFC 7519 section 4, RFC
 * 8259 section 4).
 * @throws SyntaxError
 */
export function parseStrictJson(json: string): unknown {
  const value: unknown = JSON.parse(json);
  if (hasDuplicateNames(json)) throw new SyntaxError("A member name stands twice in an object");
  return value;
}

/** Reads a text that is known to be JSON by its braces and strings alone. */
function hasDuplicateNames(json: string): boolean {
  const open: (Set<string> | null)[] = [];
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"(?:\s*:)?|[{}[\]]/g)) {
    if (token === "{") open.push(new Set());
    else if (token === "[") open.push(null);
    else if (token === "}" || token === "]") open.pop();
    else if (token.endsWith(":")) {
      const name: unknown = JSON.parse(token.slice(0, -1));
      const names = open.at(-1);
      if (typeof name !== "string" || names?.has(name)) return true;
      names?.add(name);
    }
  }
  return false;
}
