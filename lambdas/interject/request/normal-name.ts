/**
 * A name as people mean it: without its `@`, and without what tells `CustomerID`, `Customer ID`, `customer_id`
 * and `customer-id` apart, which is letter case, blanks, `_`, `-` and `.`. Names of parameters and of saved
 * columns are found by this one form where none is found to the letter. Other signs count: `Discount` and
 * `Discount %` are two things.
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
 * The value that a name means among named values: the one of this name, letter case aside, or else the only
 * one of its {@link normalName}; several where it could mean several, none where it means none.
 */
export function meantBy<Value>(
  name: string,
  values: Iterable<Value>,
  nameOf: (value: Value) => string,
): readonly Value[] {
  const written = name.replace(/^@/, "").toLowerCase();
  const wanted = normalName(name);
  const alike = [...values].filter((value) => normalName(nameOf(value)) === wanted);
  const exact = alike.filter((value) => nameOf(value).replace(/^@/, "").toLowerCase() === written);
  return exact.length > 0 ? exact : alike;
}

/** Names in a sentence, in quotation marks: the first twenty, and how many there are beyond. */
export function listed(names: readonly string[]): string {
  const more = names.length > 20 ? ` and ${names.length - 20} more` : "";
  return names.slice(0, 20).join(", ") + more;
}
