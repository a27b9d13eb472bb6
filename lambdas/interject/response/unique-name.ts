/**
 * `name`, or with a number behind it when it is taken (`Table`, `Table2`, `Table3`), and takes it: the Addin
 * tells tables of a response, and columns of a table, apart by their names.
 */
export function takeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let count = 2; taken.has(free); count++) free = `${name}${count}`;
  taken.add(free);
  return free;
}
