import { depthOf, statements, type Token, tokens } from "./python-tokens.ts";

/**
 * Reads the values that a Python file assigns at its top level, where they are written out. Nothing is run: a
 * value that Python would compute is {@link computed}.
 */
export type PythonValue =
  | string
  | number
  | boolean
  | null
  | typeof computed
  | readonly PythonValue[]
  | ReadonlyMap<PythonValue, PythonValue>;

/** In the place of a value that only Python itself could know. */
export const computed = Symbol("computed by the program");

/** The value of each name, the last assignment counting, as in Python. */
export function pythonAssignments(text: string): ReadonlyMap<string, PythonValue> {
  const values = new Map<string, PythonValue>();
  for (const statement of statements(text)) {
    const [name, next] = statement;
    const equals = statement.findIndex(({ text }) => text === "=");
    if (name?.kind !== "name" || (next?.text !== "=" && next?.text !== ":") || equals === -1) continue;
    values.set(name.text, expression(new Reader(statement.slice(equals + 1))));
  }
  return values;
}

/** A value that stands alone, as in a variable of `.env`; JSON is nearly always one too. */
export function pythonValue(text: string): PythonValue {
  return expression(new Reader([...tokens(text)].filter(({ kind }) => kind !== "newline")));
}

class Reader {
  #next = 0;
  readonly #tokens: readonly Token[];
  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }
  peek(): Token | undefined {
    return this.#tokens[this.#next];
  }
  take(): Token | undefined {
    return this.#tokens[this.#next++];
  }
  /** Takes the mark if it is next. */
  takes(mark: string): boolean {
    const found = this.peek()?.text === mark;
    if (found) this.#next++;
    return found;
  }
}

/** A value up to the comma, colon or bracket that ends it. What is more than written out is computed. */
function expression(reader: Reader): PythonValue {
  const value = literal(reader);
  if (ends(reader.peek())) return value;
  for (let depth = 0; depth > 0 || !ends(reader.peek()); ) {
    const token = reader.take();
    if (token === undefined) break;
    if (token.kind === "mark") depth += depthOf(token.text);
  }
  return computed;
}

const ends = (token: Token | undefined) =>
  token === undefined || (token.kind === "mark" && /[,:;)\]}]/.test(token.text));

function literal(reader: Reader): PythonValue {
  const token = reader.take();
  switch (token?.kind) {
    case "string":
      return strings(token, reader);
    case "number":
      return Number(token.text.replaceAll("_", ""));
    case "name":
      return constants.get(token.text) ?? (token.text === "None" || token.text === "null" ? null : computed);
    default:
  }
  if (token?.text === "[") return list(reader, "]").values;
  if (token?.text === "{") return dictionary(reader);
  if (token?.text !== "(") return computed;
  const { values, isSequence } = list(reader, ")");
  return isSequence ? values : (values[0] ?? computed);
}

const constants = new Map<string, boolean>([
  ["True", true],
  ["true", true],
  ["False", false],
  ["false", false],
]);

function list(reader: Reader, end: string): { values: readonly PythonValue[]; isSequence: boolean } {
  const values: PythonValue[] = [];
  let isSequence = false;
  while (!reader.takes(end) && reader.peek() !== undefined) {
    values.push(expression(reader));
    if (reader.takes(",")) isSequence = true;
    else if (reader.peek()?.text !== end) reader.take();
  }
  return { values, isSequence };
}

function dictionary(reader: Reader): ReadonlyMap<PythonValue, PythonValue> {
  const values = new Map<PythonValue, PythonValue>();
  while (!reader.takes("}") && reader.peek() !== undefined) {
    const key = expression(reader);
    if (reader.takes(":")) values.set(key, expression(reader));
    if (!reader.takes(",") && reader.peek()?.text !== "}") reader.take();
  }
  return values;
}

/** Strings beside each other are one. */
function strings(first: Token, reader: Reader): PythonValue {
  const parts = [stringValue(first.text)];
  while (reader.peek()?.kind === "string") parts.push(stringValue(reader.take()?.text ?? ""));
  return parts.includes(computed) ? computed : parts.join("");
}

const simpleEscapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\n": "" };

function stringValue(text: string): string | typeof computed {
  const [, prefix = "", quote = "", body = ""] = /^([a-z]*)("""|'''|"|')([\s\S]*)\2$/i.exec(text) ?? [];
  if (quote === "" || /b/i.test(prefix) || (/f/i.test(prefix) && body.includes("{"))) return computed;
  if (/r/i.test(prefix)) return body;
  return body.replace(
    /\\(?:x([\da-f]{2})|u([\da-f]{4})|([0-7]{1,3})|(\r?\n|[\s\S]))/gi,
    (all, x, u, octal, one) => {
      if (x ?? u) return String.fromCharCode(Number.parseInt(x ?? u, 16));
      if (octal) return String.fromCharCode(Number.parseInt(octal, 8));
      return simpleEscapes[one.replace("\r", "")] ?? (/["'\\]/.test(one) ? one : all);
    },
  );
}
