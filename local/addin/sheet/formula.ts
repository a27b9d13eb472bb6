/**
 * An argument of a formula in a sheet: blank, a text or number, a reference or name as written, or a call.
 */
export type Argument =
  | { readonly kind: "blank" }
  | { readonly kind: "value"; readonly value: string }
  | { readonly kind: "reference"; readonly text: string }
  | ({ readonly kind: "call" } & Call);

/** A function and its arguments; the name is without the prefix `_xll.` of an add-in's functions. */
export interface Call {
  readonly name: string;
  readonly args: readonly Argument[];
}

const pieces = /\s*(?:("(?:[^"]|"")*")|(?:_xll\.)?([A-Za-z]\w*)\(|((?:'(?:[^']|'')*'|[^(),"'])+)|([(),]))/gy;

/**
 * Reads a formula as Excel stores it, without the sign in front: `_xll.ReportFixed("Code",B20:C23,2:2)`.
 * @throws Error for what is no single call
 */
export function parseFormula(formula: string): Call {
  const scanner = new RegExp(pieces);
  const next = () => scanner.exec(formula)?.slice(1) ?? [];
  const callOf = (name: string): Call => {
    const args: Argument[] = [];
    let current: Argument = { kind: "blank" };
    for (;;) {
      const [text, called, other, mark] = next();
      const filled: boolean = current.kind !== "blank";
      if (mark === "," || mark === ")") {
        args.push(current);
        if (mark === ")") return { name, args };
        current = { kind: "blank" };
      } else if (filled && other?.trim() !== "") {
        throw new Error(`The formula ${formula} computes an argument.`);
      } else if (text !== undefined) {
        current = { kind: "value", value: text.slice(1, -1).replaceAll('""', '"') };
      } else if (called !== undefined) current = { kind: "call", ...callOf(called) };
      else if (other !== undefined) current = filled ? current : plain(other.trim());
      else throw new Error(`The formula ${formula} does not end.`);
    }
  };
  const [, name] = next();
  if (name === undefined) throw new Error(`${formula} is no call.`);
  const call = callOf(name);
  if (formula.slice(scanner.lastIndex).trim() !== "") throw new Error(`${formula} is more than one call.`);
  return call;
}

function plain(text: string): Argument {
  if (text === "") return { kind: "blank" };
  if (/^(?:TRUE|FALSE|-?\d+(?:\.\d+)?)$/i.test(text)) return { kind: "value", value: text };
  return { kind: "reference", text };
}
