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
  let names = 0;
  // Not by recursion: 8 KB can be thousands of levels deep. The list grows while it is gone through.
  const inside = [value];
  for (const one of inside) {
    if (typeof one !== "object" || one === null) continue;
    if (!Array.isArray(one)) names += Object.keys(one).length;
    for (const inner of Object.values(one)) inside.push(inner);
  }
  return names;
}
