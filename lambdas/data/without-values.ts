/** The most characters of a sentence that are logged. */
const maxLength = 300;

/**
 * A sentence for a person as the log may have it: numbers, quoted words and what the request itself sent are
 * left out, so that it says what kind of thing went wrong, and nothing about whom.
 * @param values texts of the request, in any order and number
 * @example withoutValues('Year: 1899 is not a whole number from 1900 to 2100.', ["1899"])
 * // "Year: … is not a whole number from # to #."
 */
export function withoutValues(sentence: string, values: Iterable<string>): string {
  const quoted = new Set<string>();
  for (const value of values) {
    const text = value.trim();
    if (text.length > 1 && text.length <= sentence.length && sentence.includes(text)) quoted.add(text);
  }
  // The longest first: it may hold a shorter one.
  const longestFirst = [...quoted].toSorted((one, other) => other.length - one.length);
  let text = sentence;
  for (const value of longestFirst) text = text.replaceAll(value, "…");
  return text
    .replace(/"[^"\n]*"|“[^”\n]*”/g, "…")
    .replace(/\d+(?:[.,:]\d+)*/g, "#")
    .slice(0, maxLength);
}
