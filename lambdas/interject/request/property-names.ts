import * as v from "valibot";

/**
 * An object whose property names are read in any letter case, as the .NET API reads them (protocol section
 * 3). They get the case of `entries`; names that `entries` does not list are passed over. The same name
 * twice, in whatever case, is refused: two readers could take different values for the same property.
 */
export function objectInAnyCase<const Entries extends v.ObjectEntries>(entries: Entries) {
  const names = new Map(Object.keys(entries).map((name) => [name.toLowerCase(), name]));
  return v.pipe(
    v.custom<object>(isObject, "must be an object"),
    v.rawTransform<object, Record<string, unknown>>(({ dataset, addIssue }) => {
      const known: Record<string, unknown> = {};
      for (const [sent, value] of Object.entries(dataset.value)) {
        const name = names.get(sent.toLowerCase());
        if (name === undefined) continue;
        if (Object.hasOwn(known, name))
          addIssue({ message: `must not hold ${name} twice, in whatever case` });
        known[name] = value;
      }
      return known;
    }),
    v.object(entries),
  );
}

/** True for what JSON calls an object. */
export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
