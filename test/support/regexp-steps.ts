/** One step of a compiled pattern; offsets are relative to the step itself. */
export type Step =
  | { readonly op: "char"; readonly fits: (char: string) => boolean }
  | { readonly op: "edge"; readonly holds: (text: string, at: number) => boolean }
  | { readonly op: "split"; readonly first: number; readonly second: number }
  | { readonly op: "jump"; readonly by: number }
  | { readonly op: "mark"; readonly place: number }
  | { readonly op: "again"; readonly group: number };

/** A regular expression as the steps of a machine that tries, and goes back, as the platform's own does. */
export type Program = readonly Step[];

/**
 * Counts the steps that a search takes which tries one way after the other, from each place of the text.
 * Counting is what the platform's own engine does not offer.
 * @returns Infinity for more than `most` steps
 */
export function searchSteps(program: Program, text: string, most: number): number {
  let steps = 0;
  for (let start = 0; start <= text.length; start++) {
    const ways: { pc: number; at: number; marks: readonly number[] }[] = [{ pc: 0, at: start, marks: [] }];
    for (let way = ways.pop(); way !== undefined; way = ways.pop()) {
      let { pc, at, marks } = way;
      for (let goesOn = true; goesOn; ) {
        if (++steps > most) return Number.POSITIVE_INFINITY;
        const step = program[pc];
        if (step === undefined) return steps;
        switch (step.op) {
          case "char":
            goesOn = at < text.length && step.fits(text.charAt(at));
            at++;
            pc++;
            break;
          case "edge":
            goesOn = step.holds(text, at);
            pc++;
            break;
          case "split":
            ways.push({ pc: pc + step.second, at, marks });
            pc += step.first;
            break;
          case "jump":
            pc += step.by;
            break;
          case "mark":
            marks = Object.assign([...marks], { [step.place]: at });
            pc++;
            break;
          case "again": {
            const found = text.slice(marks[2 * step.group] ?? 0, marks[2 * step.group + 1] ?? 0);
            goesOn = text.startsWith(found, at);
            at += found.length;
            pc++;
          }
        }
      }
    }
  }
  return steps;
}

/**
 * Compiles the part of the syntax that the project uses. A character, an escape or a class is left to the
 * platform to judge, one character at a time.
 * @throws Error for syntax that it does not know, so that no pattern is passed over
 */
export function compile({ source, flags }: RegExp): Program {
  let place = 0;
  let groups = 0;
  const wordCharacter = (text: string, at: number) => /\w/.test(text.charAt(at));

  function alternatives(): Program {
    const one = sequence();
    if (source[place] !== "|") return one;
    place++;
    const other = alternatives();
    return [
      { op: "split", first: 1, second: one.length + 2 },
      ...one,
      { op: "jump", by: other.length + 1 },
      ...other,
    ];
  }

  function sequence(): Program {
    const steps: Step[] = [];
    while (place < source.length && source[place] !== "|" && source[place] !== ")") {
      steps.push(...repeated(atom()));
    }
    return steps;
  }

  function repeated(body: Program): Program {
    const [written, low, comma, high] = /^(?:[*+?]|\{(\d+)(,?)(\d*)\})/.exec(source.slice(place)) ?? [];
    if (written === undefined) return body;
    place += written.length;
    const lazy = source[place] === "?";
    if (lazy) place++;
    const least = written === "+" ? 1 : Number(low ?? 0);
    const most =
      written === "?" ? 1 : low === undefined || (comma !== "" && high === "") ? null : Number(high || low);
    const must = Array.from({ length: least }, () => body).flat();
    const split = (inside: number, outside: number): Step =>
      lazy
        ? { op: "split", first: outside, second: inside }
        : { op: "split", first: inside, second: outside };
    if (most === null) {
      return [...must, split(1, body.length + 2), ...body, { op: "jump", by: -body.length - 1 }];
    }
    let may: Program = [];
    for (let more = least; more < most; more++) {
      may = [split(1, body.length + may.length + 1), ...body, ...may];
    }
    return [...must, ...may];
  }

  function atom(): Program {
    const rest = source.slice(place);
    const take = (length: number) => {
      place += length;
    };
    const look = /^\(\?(<?)([=!])/.exec(rest);
    if (look !== null) {
      const inside = /^\(\?<?[=!]([^()]*)\)/.exec(rest);
      if (inside === null) throw new Error(`No counting of ${source}: groups within a look-around`);
      take(inside[0].length);
      const shape = new RegExp(look[1] === "" ? `^(?:${inside[1]})` : `(?:${inside[1]})$`, plain);
      const holds = (text: string, at: number) =>
        shape.test(look[1] === "" ? text.slice(at) : text.slice(0, at)) === (look[2] === "=");
      return [{ op: "edge", holds }];
    }
    const group = /^\((\?:|\?<\w+>)?/.exec(rest);
    if (group !== null) {
      take(group[0].length);
      const number = group[1] === "?:" ? null : ++groups;
      const body = alternatives();
      take(1);
      if (number === null) return body;
      return [{ op: "mark", place: 2 * number }, ...body, { op: "mark", place: 2 * number + 1 }];
    }
    const again = /^\\([1-9])/.exec(rest);
    if (again !== null) {
      take(2);
      return [{ op: "again", group: Number(again[1]) }];
    }
    const edge = /^(?:\^|\$|\\b)/.exec(rest)?.[0];
    if (edge !== undefined) {
      take(edge.length);
      if (edge === "^") return [{ op: "edge", holds: (_, at) => at === 0 }];
      if (edge === "$") return [{ op: "edge", holds: (text, at) => at === text.length }];
      return [{ op: "edge", holds: (text, at) => wordCharacter(text, at - 1) !== wordCharacter(text, at) }];
    }
    const one =
      /^(?:\[(?:\\.|[^\]\\])*\]|\\p\{\w+\}|\\u[\da-f]{4}|\\x[\da-f]{2}|\\c[A-Z]|\\.|[^()[\]{}*+?|\\])/is.exec(
        rest,
      )?.[0] ?? "";
    if (one === "") throw new Error(`No counting of ${source}: what stands at ${place} is not known`);
    take(one.length);
    return [{ op: "char", fits: judge(one) }];
  }

  const plain = flags.replace(/[gdy]/g, "");

  function judge(one: string): (char: string) => boolean {
    const shape = new RegExp(`^${one}$`, plain);
    const known = new Map<string, boolean>();
    return (char) => {
      const before = known.get(char);
      if (before !== undefined) return before;
      const fits = shape.test(char);
      known.set(char, fits);
      return fits;
    };
  }

  const program = alternatives();
  if (place < source.length)
    throw new Error(`No counting of ${source}: what stands at ${place} is not known`);
  return program;
}
