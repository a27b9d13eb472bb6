/** A ratio of every round: its median, and the lowest and the highest. */
export interface Spread {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

/** What a ratio, or a figure without a baseline, is to be. */
export type Goal = { readonly atMost: number } | { readonly atLeast: number };

/** One line of the benchmark's table. */
export interface Figure {
  /** What is measured. */
  readonly figure: string;
  readonly unit: "µs" | "ms" | "s" | "KB" | "MB" | "MB/s" | "requests/s";
  /** The median of this API's rounds; null where something is missing, which `baseline` then says. */
  readonly ours: number | null;
  /** What it is held against, or what is missing. */
  readonly baseline: string;
  /** The median of the baseline's rounds; null where there is none. */
  readonly theirs: number | null;
  /** This API's figure as a multiple of the baseline's, round by round; null without a baseline. */
  readonly ratio: Spread | null;
  /** Of the ratio, or of this API's figure where there is no ratio; null where the line only informs. */
  readonly goal: Goal | null;
}

/** Makes the figures of one subject, in a process of its own. */
export type Figures = () => AsyncGenerator<Figure>;

export function isMet({ ours, ratio, goal }: Figure): boolean | null {
  const value = ratio?.median ?? ours;
  if (goal === null || value === null) return null;
  return "atMost" in goal ? value <= goal.atMost : value >= goal.atLeast;
}

/** Held against nothing: only the figure itself has a goal, if any. */
export function alone(figure: string, unit: Figure["unit"], ours: number, goal: Goal | null): Figure {
  return { figure, unit, ours, baseline: "", theirs: null, ratio: null, goal };
}

/** Not measured. @param lacks what is missing, such as a server that the environment does not name */
export function absent(figure: string, unit: Figure["unit"], lacks: string): Figure {
  return {
    figure,
    unit,
    ours: null,
    baseline: `not measured: ${lacks}`,
    theirs: null,
    ratio: null,
    goal: null,
  };
}
