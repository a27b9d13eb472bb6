/** Names that are taken, in lower case, each with the last number that was put behind it. */
export type TakenNames = Map<string, number>;

/**
 * `name`, or with a number behind it when it is taken (`Table`, `Table1`, `Table2`), and takes it: the Addin
 * tells tables of a response apart by their names. The numbers are those of .NET's DataAdapter.Fill, and
 * letter case does not count, as it does not there.
 */
export function takeName(name: string, taken: TakenNames): string {
  return taken.has(name.toLowerCase()) ? numbered(name, taken) : take(name, taken);
}

/**
 * The names of a table's columns, each its own, as .NET's DataAdapter.Fill numbers them: `ID`, `ID`, `ID1`
 * become `ID`, `ID2`, `ID1`, for a name that the table has itself is no column's number. A column without a
 * name (`select count(*)` on SQL Server) is `Column1`, `Column2`, ... in the order of such columns.
 */
export function columnNames(names: readonly string[]): readonly string[] {
  const taken: TakenNames = new Map(names.map((name) => [name.toLowerCase(), 0]));
  const seen = new Set<string>();
  return names.map((name) => {
    const key = name.toLowerCase();
    if (name === "" || seen.has(key)) return numbered(name || "Column", taken);
    seen.add(key);
    return name;
  });
}

/** The numbers go on from the last one, so that thousands of the same name do not each try all of them. */
function numbered(name: string, taken: TakenNames): string {
  const key = name.toLowerCase();
  let count = taken.get(key) ?? 0;
  let free: string;
  do free = `${name}${++count}`;
  while (taken.has(free.toLowerCase()));
  taken.set(key, count);
  return take(free, taken);
}

function take(name: string, taken: TakenNames): string {
  taken.set(name.toLowerCase(), 0);
  return name;
}
