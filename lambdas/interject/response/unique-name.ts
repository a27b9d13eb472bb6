/** Names that are taken, each with the last number that was put behind it. */
export type TakenNames = Map<string, number>;

/**
 * `name`, or with a number behind it when it is taken (`Table`, `Table2`, `Table3`), and takes it: the Addin
 * tells tables of a response, and columns of a table, apart by their names. The numbers go on from the last
 * one, so that thousands of the same name do not each try all of them.
 */
export function takeName(name: string, taken: TakenNames): string {
  let free = name;
  for (let count = taken.get(name) ?? 1; taken.has(free); ) {
    free = `${name}${++count}`;
    taken.set(name, count);
  }
  taken.set(free, 1);
  return free;
}
