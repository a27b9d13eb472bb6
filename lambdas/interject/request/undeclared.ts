import type { ParameterProblem } from "../errors.ts";
import { bareName, type InterjectRequest, type RequestParameter } from "./request.ts";
import { isSystemName } from "./system-parameters.ts";

/**
 * The formula parameters that a request sends and a report does not declare: a name that is misspelt would
 * otherwise leave a filter out without a word. System parameters are the data portal's own affair (protocol
 * section 3), and an output parameter brings nothing.
 * @param declared by declared name, the parameter that it finds
 */
export function undeclaredParameters(
  declared: ReadonlyMap<string, RequestParameter | undefined>,
  request: InterjectRequest,
): readonly ParameterProblem[] {
  const read = new Set(declared.values());
  const names = [...declared.keys()].join(", ");
  const has = names === "" ? "no parameters" : `no parameter of this name, only ${names}`;
  return request.RequestParameterList.filter(
    (parameter) => !read.has(parameter) && !parameter.ExpectsOutput && !isSystemName(parameter.Name),
  ).map(({ Name }) => ({
    name: bareName(Name),
    message: `This report has ${has}. Ask your administrator to correct the data portal.`,
  }));
}
