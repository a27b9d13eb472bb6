/** A word, number, text or mark of a Python file. */
export interface Token {
  readonly kind: "name" | "number" | "string" | "mark" | "newline";
  readonly text: string;
  /** The place in its line, from 0. */
  readonly column: number;
}

const lexeme =
  /(?<skip>[ \t\f\uFEFF]+|\\\r?\n|#[^\n]*)|(?<newline>\r?\n)|(?<string>[rbuf]{0,2}(?:"""(?:[^\\]|\\[\s\S])*?"""|'''(?:[^\\]|\\[\s\S])*?'''|"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'))|(?<number>\d[\w.]*)|(?<name>[\p{ID_Start}_]\p{ID_Continue}*)|(?<mark>[\s\S])/giuy;

/** The tokens of a text, without spaces and comments (Python: "Lexical analysis"). */
export function* tokens(text: string): Generator<Token> {
  let lineStart = 0;
  for (const match of text.matchAll(lexeme)) {
    const column = match.index - lineStart;
    const kind = (["newline", "string", "number", "name", "mark"] as const).find(
      (name) => match.groups?.[name] !== undefined,
    );
    if (kind !== undefined) yield { kind, text: match[0], column };
    if (match[0].includes("\n")) lineStart = match.index + match[0].lastIndexOf("\n") + 1;
  }
}

/** Statements that begin at the left edge, without the line ends inside brackets. */
export function* statements(text: string): Generator<readonly Token[]> {
  let statement: Token[] = [];
  let depth = 0;
  for (const token of tokens(text)) {
    if (token.kind !== "newline") statement.push(token);
    if (token.kind === "mark") depth = Math.max(0, depth + depthOf(token.text));
    if (token.kind !== "newline" || depth > 0) continue;
    if (statement[0]?.column === 0) yield statement;
    statement = [];
  }
  if (statement[0]?.column === 0) yield statement;
}

/** Whether a mark opens a bracket (1), closes one (-1), or neither. */
export const depthOf = (mark: string) => ("([{".includes(mark) ? 1 : ")]}".includes(mark) ? -1 : 0);
