import type { ParameterProblem } from "../errors.ts";
import { bareName, findParameter, type InterjectRequest, lookupName } from "./request.ts";

/**
 * The formula parameters that a request sends and a report does not declare: a name that is misspelt would
 * otherwise leave a filter out without a word. System parameters are the data portal's own affair (protocol
 * section 3), and an output parameter brings nothing.
 * @param declared names in any letter case
 */
export function undeclaredParameters(
  declared: readonly string[],
  request: InterjectRequest,
): readonly ParameterProblem[] {
  const read = new Set(declared.map((name) => findParameter(request, name)));
  const has =
    declared.length === 0 ? "no parameters" : `no parameter of this name, only ${declared.join(", ")}`;
  return request.RequestParameterList.filter(
    (parameter) =>
      !read.has(parameter) &&
      !parameter.ExpectsOutput &&
      !lookupName(parameter.Name).startsWith("interject_"),
  ).map(({ Name }) => ({
    name: bareName(Name),
    message: `This report has ${has}. Ask your administrator to correct the data portal.`,
  }));
}
