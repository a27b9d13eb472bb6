import * as v from "valibot";
import { isObject } from "./property-names.ts";

/**
 * Values of a request's members, taken in as JSON has them: a report complains of the members that it uses,
 * and no request is refused for one that its report passes over. The Addin sends texts for values; of
 * anything else the text that JSON writes for it is taken.
 */

/** A text, or null where the member is missing or null. */
export const TextOrNull = v.nullish(
  v.pipe(
    v.unknown(),
    v.check(isExact, "must be a text: a number of this size is rounded on its way"),
    v.transform(textOf),
  ),
  null,
);

/** A text, empty where the member is missing or null. */
export const Text = taken("", (value) => textOf(value) ?? "");

/** True for `true` and `"true"` alone. */
export const Flag = taken(false, (value) => textOf(value)?.toLowerCase() === "true");

/** A number, also one in a text; 0 for everything else. */
export const NumberOrZero = taken(0, numberOf);

/** A place in a list, by its number or by the name that stands there; 0 for everything else. */
export const placeIn = (names: readonly string[]) =>
  taken(0, (value) => {
    const wanted = textOf(value)?.trim().toLowerCase();
    const named = names.findIndex((name) => name.toLowerCase() === wanted);
    const place = named === -1 ? numberOf(value) : named;
    return names[place] === undefined ? 0 : place;
  });

/**
 * Texts by key; empty where the member is no object. Without a prototype, so that `__proto__` is a key like
 * any other.
 */
export const Texts = v.nullish(v.pipe(v.unknown(), v.transform(textsOf)), () => textsOf(null));

/** Any value, read; `missing` where the member is missing or null. */
function taken<Value extends string | number | boolean>(missing: Value, read: (value: unknown) => Value) {
  return v.nullish(v.pipe(v.unknown(), v.transform(read)), missing);
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  const texts: Record<string, string> = Object.create(null);
  if (isObject(value)) for (const [key, entry] of Object.entries(value)) texts[key] = textOf(entry) ?? "";
  return texts;
}

function textOf(value: unknown): string | null {
  if (typeof value === "string") return value;
  return value === undefined || value === null ? null : JSON.stringify(value);
}

function numberOf(value: unknown): number {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : 0;
}

/** Whether a number's text is what was sent: JSON's reader keeps no more of a whole number than a double. */
function isExact(value: unknown): boolean {
  return typeof value !== "number" || !Number.isInteger(value) || Number.isSafeInteger(value);
}
