/** What became of the soak's requests over one database. */
export interface Tally {
  pulls: number;
  /** The whole table, each cell as it should be. */
  pullsWhole: number;
  /** An error in words, or a status that says so: the person knows. */
  pullsTold: number;
  /** No error, and yet not the whole table, or a cell that is another. */
  pullsWrong: number;
  saves: number;
  savesDone: number;
  /** Told as not saved. */
  savesUndone: number;
  /** Told as unknown, or cut off: either is right, as long as it is whole. */
  savesUnknown: number;
}

export function newTally(): Tally {
  return {
    pulls: 0,
    pullsWhole: 0,
    pullsTold: 0,
    pullsWrong: 0,
    saves: 0,
    savesDone: 0,
    savesUndone: 0,
    savesUnknown: 0,
  };
}

/** What the person was told of a save. */
export type SaveOutcome = "done" | "undone" | "unknown";

/** A save that was sent, with how many lines it had. */
export interface SentSave {
  readonly batch: string;
  readonly lines: number;
  readonly outcome: SaveOutcome;
}

/** Where what is stored differs from what the person was told. */
export interface LedgerErrors {
  /** Told as saved, and not all of it is there. */
  readonly lost: number;
  /** A line that is stored more than once. */
  readonly doubled: number;
  /** A part of a save is there. */
  readonly partial: number;
  /** Told as not saved, and it is there. */
  readonly denied: number;
}

/** Holds what is stored against what the persons were told. */
export function ledgerErrors(
  sent: readonly SentSave[],
  stored: ReadonlyMap<string, readonly number[]>,
): LedgerErrors {
  const count = (wrong: (save: SentSave, lines: readonly number[]) => boolean) =>
    sent.filter((save) => wrong(save, stored.get(save.batch) ?? [])).length;
  return {
    lost: count(({ outcome, lines }, there) => outcome === "done" && there.length < lines),
    doubled: count((_, there) => there.some((times) => times > 1)),
    partial: count(({ lines }, there) => there.length > 0 && there.length < lines),
    denied: count(({ outcome }, there) => outcome === "undone" && there.length > 0),
  };
}
