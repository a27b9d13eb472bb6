import * as v from "valibot";
import { type ParameterProblem, RequestInvalid } from "./errors.ts";

/**
 * The body of a pull or save (protocol section 3). Property names are those of the wire; they are read in any case,
 * and every one is there after {@link parseRequest}.
 */

/** More parameters than any data portal has; a bound on what one request can make the API do. */
const maxParameters = 1_000;

const text = v.nullish(v.string(), null);
const flag = v.nullish(v.boolean(), false);
const wholeNumber = v.pipe(v.number(), v.integer());

const RequestParameter = anyCase({
  /** As sent: with a leading `@`. Look parameters up with {@link findParameter}. */
  Name: v.string(),
  /** One of `DataType`'s numbers; 0 when missing. */
  DataType: v.nullish(wholeNumber, 0),
  /** Whether the data portal expects a value back in `OutputValue`. */
  ExpectsOutput: flag,
  InFormula: flag,
  InputValue: text,
  OutputValue: text,
  /** Shown beside the parameter. */
  UserValidationMessage: text,
  DefaultValue: text,
});
export type RequestParameter = Readonly<v.InferOutput<typeof RequestParameter>>;

const PassThroughCommand = anyCase({
  ConnectionStringName: text,
  /** 0 None, 1 StoredProcedure, 2 TableDirect, 3 Text. */
  CommandType: v.nullish(v.pipe(wholeNumber, v.minValue(0), v.maxValue(3)), 0),
  CommandText: text,
  /** Seconds; null when the portal names none. */
  CommandTimeout: v.nullish(v.pipe(wholeNumber, v.minValue(0)), null),
});
export type PassThroughCommand = Readonly<v.InferOutput<typeof PassThroughCommand>>;

const Request = anyCase({
  /** Code of the data portal. */
  DataPortalName: text,
  /** Formula and system parameters, in the portal's order. */
  RequestParameterList: v.pipe(
    v.nullish(v.array(RequestParameter), () => []),
    v.maxLength(maxParameters),
    v.readonly(),
  ),
  PassThroughCommand: v.nullish(PassThroughCommand, null),
  SupplementalData: v.nullish(v.record(v.string(), v.nullable(v.string())), () => ({})),
});
export type InterjectRequest = Readonly<v.InferOutput<typeof Request>>;

/**
 * Reads a request.
 * @param body the parsed JSON of the request's body
 * @throws RequestInvalid `body`, naming the property that is wrong and what it should be
 */
export function parseRequest(body: unknown): InterjectRequest {
  const result = v.safeParse(Request, body);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const property = v.getDotPath(issue);
  const place = property === null ? "The request" : `The request's ${property}`;
  throw new RequestInvalid("body", `${place} ${complaint(issue)}.`);
}

/** The parameter of this name, with or without `@` and in any case; undefined when it was not sent. */
export function findParameter(request: InterjectRequest, name: string): RequestParameter | undefined {
  const wanted = bareName(name);
  return request.RequestParameterList.find((parameter) => bareName(parameter.Name) === wanted);
}

/**
 * The request's parameters as the response returns them, with what the report says of each.
 * @param outputs values by parameter name; only a parameter that was sent can carry one back
 * @param problems sentences to show beside parameters
 */
export function completeParameters(
  request: InterjectRequest,
  outputs: ReadonlyMap<string, string | null>,
  problems: readonly ParameterProblem[],
): readonly RequestParameter[] {
  const values = new Map([...outputs].map(([name, value]) => [bareName(name), value]));
  const messages = new Map(problems.map(({ name, message }) => [bareName(name), message]));
  return request.RequestParameterList.map((parameter) => {
    const name = bareName(parameter.Name);
    const OutputValue = values.get(name) ?? parameter.OutputValue;
    return { ...parameter, OutputValue, UserValidationMessage: messages.get(name) ?? null };
  });
}

/** A parameter's name as it is compared: without `@`, in lower case. */
export function bareName(name: string): string {
  return name.replace(/^@/, "").toLowerCase();
}

/** An object with these properties, whose names may be written in any case (as the .NET API reads them); the last of several wins. */
function anyCase<const Entries extends v.ObjectEntries>(entries: Entries) {
  const names = new Map(Object.keys(entries).map((name) => [name.toLowerCase(), name]));
  return v.pipe(
    v.custom<object>((input) => typeof input === "object" && input !== null && !Array.isArray(input)),
    v.transform((input) => {
      const named: Record<string, unknown> = {};
      for (const [key, value] of Object.entries(input)) {
        const name = names.get(key.toLowerCase());
        if (name !== undefined) named[name] = value;
      }
      return named;
    }),
    v.object(entries),
  );
}

/** What is wrong, without the value itself. */
function complaint(issue: v.BaseIssue<unknown>): string {
  switch (issue.type) {
    case "custom":
      return "must be a JSON object";
    case "max_length":
      return `has more than ${maxParameters} entries`;
    case "integer":
      return "must be a whole number";
    case "min_value":
    case "max_value":
      return "is out of range";
    default:
      return `must be ${expectations.get(issue.expected ?? "") ?? "something else"}, not ${kindOf(issue.input)}`;
  }
}

const expectations = new Map([
  ["string", "text"],
  ["(string | null)", "text"],
  ["boolean", "true or false"],
  ["number", "a number"],
  ["Array", "a list"],
  ["Object", "a JSON object"],
]);

function kindOf(input: unknown): string {
  if (input === null || input === undefined) return "missing";
  return Array.isArray(input) ? "a list" : typeof input === "object" ? "an object" : `a ${typeof input}`;
}
