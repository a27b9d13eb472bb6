import * as v from "valibot";

/**
 * Checks that several settings share. Each message ends a sentence: "The setting port is wrong: it must ...".
 */

/** A whole number, `least` and `most` included. */
export function wholeNumber(least: number, most: number) {
  const message = `it must be a whole number from ${least} to ${most}`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(least, message), v.maxValue(most, message));
}

/** A text that `expression` matches. `message` says what the text must be. */
export function pattern(expression: RegExp, message: string) {
  return v.pipe(v.string(message), v.regex(expression, message));
}

/** A text that is not empty. */
export const filledText = v.pipe(v.string(), v.minLength(1));

/** Whether a host, as a URL or a socket writes it, is this machine: the only one for plain http. */
export function isThisMachine(hostname: string): boolean {
  return ["127.0.0.1", "localhost", "[::1]", "::1"].includes(hostname);
}
