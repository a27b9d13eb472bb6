/**
 * A name as people mean it: without its `@`, and without what tells `CustomerID`, `Customer ID`,
 * `customer_id` and `customer-id` apart, which is letter case, blanks, `_`, `-` and `.`. Names of parameters
 * and of saved columns are found by this one form where none is found to the letter. Other signs count:
 * `Discount` and `Discount %` are two things.
 */
export function normalName(name: string): string {
  const known = forms.get(name);
  if (known !== undefined) return known;
  const bare = name.replace(/^@/, "").toLowerCase();
  // A name of such signs alone stands for itself.
  const form = bare.replaceAll(/[\s_.-]+/g, "") || bare;
  if (forms.size >= maxForms) forms.clear();
  if (name.length <= maxCharacters) forms.set(name, form);
  return form;
}

/** A save by row asks for the same names again with each of its rows. */
const forms = new Map<string, string>();
const maxForms = 2_000;
const maxCharacters = 128;

/**
 * Named values, to be asked by name: it gives those of the name itself, letter case aside, or else those of
 * its {@link normalName}. Several are values that the name could mean.
 */
export function byName<Value>(
  values: Iterable<Value>,
  nameOf: (value: Value) => string,
): (name: string) => readonly Value[] {
  const written = (name: string) => name.replace(/^@/, "").toLowerCase();
  const byForm = Map.groupBy(values, (value) => normalName(nameOf(value)));
  return (name) => {
    const alike = byForm.get(normalName(name)) ?? [];
    const exact = alike.filter((value) => written(nameOf(value)) === written(name));
    return exact.length > 0 ? exact : alike;
  };
}

/** Names in a sentence: the first twenty, each cut to 64 characters, and how many there are beyond. */
export function listed(names: readonly string[]): string {
  const more = names.length > 20 ? ` and ${names.length - 20} more` : "";
  const shown = names.slice(0, 20).map((name) => (name.length > 64 ? `${name.slice(0, 64)}…` : name));
  return shown.join(", ") + more;
}
