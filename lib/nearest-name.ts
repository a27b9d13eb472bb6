/**
 * The name that a misspelt one was most likely to be; null where none is near. A third of the letters may
 * be wrong, missing or too many, letter case aside.
 * @example nearestName("dataMemoryMB", ["dataMemoryMb", "dataNetwork"]) === "dataMemoryMb"
 */
export function nearestName(misspelt: string, names: readonly string[]): string | null {
  const [nearest] = names
    .map((name) => ({ name, steps: distance(misspelt.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, steps }) => steps <= Math.max(1, Math.floor(name.length / 3)))
    .toSorted((one, other) => one.steps - other.steps);
  return nearest?.name ?? null;
}

/** Letters to change, add or take away to turn one text into the other (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (const [at, above] of row.slice(1).entries()) {
      const replaced = (row[at] ?? 0) + (letter === other[at] ? 0 : 1);
      next.push(Math.min(above + 1, (next[at] ?? 0) + 1, replaced));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
