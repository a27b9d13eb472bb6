/**
 * Parses a JSON text whose objects have no member name twice. Parsers differ in which of two members counts,
 * so a text verified here could mean something else elsewhere (RFC 7515 section 4, RFC 7519 section 4, RFC
 * 8259 section 4).
 * @throws SyntaxError
 */
export function parseStrictJson(json: string): unknown {
  const value: unknown = JSON.parse(json);
  if (namesWritten(json) !== namesIn(value)) throw new SyntaxError("A member name stands twice in an object");
  return value;
}

/** Member names in a text that is known to be JSON: strings with a colon behind them. */
function namesWritten(json: string): number {
  let names = 0;
  // Each string as a whole, because a colon or a quotation mark inside one means nothing.
  for (const [, colon] of json.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)) if (colon !== undefined) names++;
  return names;
}

/** Member names that are left when a parser has let the last of equal ones count. */
function namesIn(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce((sum, inner) => sum + namesIn(inner), own);
}
