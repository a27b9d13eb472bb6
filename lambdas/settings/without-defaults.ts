import * as v from "valibot";

/** What valibot's schemas have inside: fields, items or values, or a schema that they wrap. */
interface Inside {
  readonly type: string;
  readonly entries?: Readonly<Record<string, unknown>>;
  readonly item?: unknown;
  readonly value?: unknown;
  readonly wrapped?: unknown;
}

/**
 * A parsed value without whatever its schema puts there by default, in lists and objects inside it too.
 * Parsed by the same schema, the rest gives the same value.
 * @example
 * const Pair = v.object({ a: v.optional(v.number(), 1), b: v.number() });
 * withoutDefaults(Pair, { a: 1, b: 2 }); // { b: 2 }
 */
export function withoutDefaults(schema: unknown, value: unknown): unknown {
  const { type, entries, item, value: values, wrapped } = schema as Inside;
  if (wrapped !== undefined) return withoutDefaults(wrapped, value);
  if (Array.isArray(value))
    return item === undefined ? value : value.map((one) => withoutDefaults(item, one));
  if (typeof value !== "object" || value === null) return value;
  if (entries === undefined && type !== "record") return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, one]) => [name, one, entries === undefined ? values : entries[name]] as const)
      .filter(([, one, of]) => of !== undefined && !isDefault(of, one))
      .map(([name, one, of]) => [name, withoutDefaults(of, one)]),
  );
}

function isDefault(schema: unknown, value: unknown): boolean {
  const byDefault: unknown = v.getDefault(schema as v.GenericSchema);
  return byDefault !== undefined && JSON.stringify(byDefault) === JSON.stringify(value);
}
