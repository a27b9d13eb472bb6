import { alone, type Figure, type Goal, type Spread } from "./figure.ts";

/** Something to time: resolves to its figure. */
export type Way = () => number | Promise<number>;

/** The figures of each way, round by round. */
export type Rounds<Name extends string> = Readonly<Record<Name, readonly number[]>>;

/**
 * Measures ways in turns, so that what else the machine does falls on all of them alike. Every other round
 * goes backwards: no way always follows the same one.
 * @param warmUps rounds before those that count, for the compiler and for caches
 */
export async function paired<Name extends string>(
  ways: Readonly<Record<Name, Way>>,
  rounds: number,
  warmUps = 1,
): Promise<Rounds<Name>> {
  const names = Object.keys(ways) as Name[];
  const figures = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = -warmUps; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const figure = await ways[name]();
      if (round >= 0) figures[name].push(figure);
    }
  }
  return figures;
}

/** A line of the table from two ways that were measured in turns. */
export function compared(
  figure: string,
  unit: Figure["unit"],
  ours: readonly number[],
  baseline: string,
  theirs: readonly number[],
  goal: Goal | null = null,
): Figure {
  // Without the baseline's program there is nothing to hold it against.
  if (Number.isNaN(median(theirs)))
    return { ...alone(figure, unit, median(ours), null), baseline: `not here: ${baseline}` };
  return {
    figure,
    unit,
    ours: median(ours),
    baseline,
    theirs: median(theirs),
    ratio: spreadOf(ours.map((value, round) => value / (theirs[round] ?? Number.NaN))),
    goal,
  };
}

/** The middle one; of an even number the higher of the two. */
export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function spreadOf(ratios: readonly number[]): Spread {
  return { median: median(ratios), lowest: Math.min(...ratios), highest: Math.max(...ratios) };
}

/** Microseconds for each of `count` goes, one after the other. */
export async function microseconds(count: number, go: (at: number) => unknown): Promise<number> {
  const start = performance.now();
  for (let at = 0; at < count; at++) await go(at);
  return ((performance.now() - start) * 1000) / count;
}
