import type { ParameterProblem } from "../errors.ts";
import { bareName, type InterjectRequest, type RequestParameter } from "./request.ts";
import { isSystemName } from "./system-parameters.ts";

/**
 * The formula parameters that a request sends and a report does not declare: a name that is misspelt would
 * otherwise leave a filter out without a word. System parameters are the data portal's own affair (protocol
 * section 3), and an output parameter brings nothing.
 * @param declared names, for the sentence
 * @param read the parameters that the declarations have found
 */
export function undeclaredParameters(
  declared: readonly string[],
  read: ReadonlySet<RequestParameter | undefined>,
  request: InterjectRequest,
): readonly ParameterProblem[] {
  const has =
    declared.length === 0 ? "no parameters" : `no parameter of this name, only ${declared.join(", ")}`;
  return request.RequestParameterList.filter(
    (parameter) => !read.has(parameter) && !parameter.ExpectsOutput && !isSystemName(parameter.Name),
  ).map(({ Name }) => ({
    name: bareName(Name),
    message: `This report has ${has}. Ask your administrator to correct the data portal.`,
  }));
}
