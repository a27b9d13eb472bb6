import { expect, test } from "vitest";
import { UserError, UserNotice } from "../../../lambdas/interject/errors.ts";
import { raised } from "../../../lambdas/interject/raised.ts";

test.each([
  ["UserNotice: Nothing is due.", UserNotice, "Nothing is due."],
  ["usernotice:Nothing is due.", UserNotice, "Nothing is due."],
  ["ERROR 50000: USERNOTICE: Nothing is due. ", UserNotice, "Nothing is due."],
  ["UserError: The period is closed.", UserError, "The period is closed."],
  ["[42000] userERROR: The period is closed.", UserError, "The period is closed."],
  ["  The period is closed.\n", UserError, "The period is closed."],
  ["UserError: begin it with UserNotice: please", UserError, "begin it with UserNotice: please"],
  ["User Notice: is no prefix", UserError, "User Notice: is no prefix"],
  ["UserNotice:", UserNotice, "The report stopped without saying why."],
  ["", UserError, "The report stopped without saying why."],
])("%j", (text, kind, message) => {
  const error = raised(text);
  expect(error).toBeInstanceOf(kind);
  expect(error.message).toBe(message);
});
