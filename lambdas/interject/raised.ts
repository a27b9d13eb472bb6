import { UserError, UserNotice } from "./errors.ts";

/**
 * What a routine of the database means by an error that it raised (protocol section 4). A text with
 * `UserNotice:` in front is a notice; one with `UserError:`, or with neither, is an error. Letter case does
 * not count. Drivers put their own words before the text, so the word is found further inside too, and what
 * stands before it is dropped.
 * @param options the error's cause
 *
 * @example throw raised("ERROR 50000: UserNotice: Nothing is due.") // UserNotice "Nothing is due."
 */
export function raised(text: string, options?: ErrorOptions): UserNotice | UserError {
  const prefix = /user(notice|error):/i.exec(text);
  const rest = prefix === null ? text : text.slice(prefix.index + prefix[0].length);
  // Without a text nothing would be shown, and a failure would look like a success.
  const message = rest.trim() || "The report stopped without saying why.";
  return prefix?.[1]?.toLowerCase() === "notice"
    ? new UserNotice(message, options)
    : new UserError(message, options);
}
