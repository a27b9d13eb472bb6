import * as v from "valibot";
import { type ParameterProblem, RequestInvalid } from "../errors.ts";
import { Flag, NumberOrZero, placeIn, Text, TextOrNull, Texts } from "./member-values.ts";
import { byName } from "./normal-name.ts";
import { isObject, objectInAnyCase } from "./property-names.ts";

/** The request body (protocol section 3), with the wire's names and every property present. */

/** What a parameter's `DataType` numbers mean: the order of this list is the wire's. */
export const dataTypes = [
  "none",
  "varchar",
  "varcharmax",
  "nvarchar",
  "nvarcharmax",
  "text",
  "ntext",
  "char",
  "nchar",
  "bigint",
  "int",
  "smallint",
  "tinyint",
  "boolean",
  "bit",
  "money",
  "smallmoney",
  "float",
  "real",
  "single",
  "double",
  "decimal",
  "datetime",
  "smalldatetime",
  "date",
] as const;
/** A data type by its name. */
export type DataType = (typeof dataTypes)[number];

/** What a pass-through command's `CommandType` numbers mean, in the wire's order. */
const commandTypes = ["None", "StoredProcedure", "TableDirect", "Text"] as const;

/** A data portal lists tens of parameters; more than this is no Addin's request. */
export const maxParameters = 1_000;

const Parameter = objectInAnyCase({
  /** With its leading `@`, as sent. */
  Name: v.pipe(
    v.string("must be a text: the parameter's name"),
    v.minLength(1, "must not be empty"),
    // Whoever takes the `@` off a name twice would read another parameter than who takes it off once.
    v.check((name) => !name.startsWith("@@"), "must begin with one @ at most"),
  ),
  /**
   * Place in {@link dataTypes}, or another number, which means what 0 means; 0 where the request
   * names none.
   */
  DataType: NumberOrZero,
  /** True for an output parameter. */
  ExpectsOutput: Flag,
  InFormula: Flag,
  InputValue: TextOrNull,
  OutputValue: TextOrNull,
  /** Shown beside the parameter. */
  UserValidationMessage: TextOrNull,
  DefaultValue: TextOrNull,
});

const Command = objectInAnyCase({
  ConnectionStringName: Text,
  /** Place in {@link commandTypes}. Any other number is 0: for .NET's API, too, it means a routine. */
  CommandType: placeIn(commandTypes),
  CommandText: Text,
  /** In seconds; 0 where the request names none, or the portal's `Any`, which is sent as 0 or below. */
  CommandTimeout: v.pipe(
    NumberOrZero,
    v.transform((seconds) => Math.ceil(Math.max(0, seconds))),
  ),
});

const Request = objectInAnyCase({
  /** The data portal's code. */
  DataPortalName: TextOrNull,
  /** Formula and system parameters, in the portal's order. */
  RequestParameterList: v.nullish(
    v.pipe(
      v.array(Parameter, "must be a list or null"),
      v.maxLength(maxParameters, `must not hold more than ${maxParameters} parameters`),
      v.rawCheck(({ dataset, addIssue }) => {
        // A report that reads one of two would be told nothing of the other.
        const twice = dataset.typed ? repeatedName(dataset.value) : undefined;
        if (twice !== undefined)
          addIssue({ message: `must not hold ${twice} twice, with or without @, in whatever case` });
      }),
    ),
    () => [],
  ),
  PassThroughCommand: v.pipe(
    v.nullish(v.unknown(), null),
    v.transform((value) => (isObject(value) ? value : null)),
    v.nullable(Command),
  ),
  SupplementalData: Texts,
});

/** One formula or system parameter. All values travel as text. */
export type RequestParameter = Readonly<v.InferOutput<typeof Parameter>>;
/** What a data portal's command type and command text say. */
export type PassThroughCommand = Readonly<v.InferOutput<typeof Command>>;

/** One pull or save. Nothing in it is trustworthy: anyone with a token can send anything. */
export interface InterjectRequest {
  readonly DataPortalName: string | null;
  readonly RequestParameterList: readonly RequestParameter[];
  readonly PassThroughCommand: PassThroughCommand | null;
  readonly SupplementalData: Readonly<Record<string, string>>;
}

/**
 * Reads a request body that has been parsed as JSON. Property names count in any letter case. Lists and
 * values that are missing or null are empty, and a value of another kind than the Addin sends is taken in.
 * @throws RequestInvalid `body` for what is no list of named parameters, or has one of them twice, with the
 * property that is wrong and what it must be; never with a value
 */
export function parseRequest(body: unknown): InterjectRequest {
  const result = v.safeParse(Request, body, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const place = v.getDotPath(issue) ?? "The request body";
  // What valibot itself would say can quote the value.
  const message = issue.message.startsWith("must ") ? issue.message : "is missing";
  throw new RequestInvalid("body", `${place} ${message}.`);
}

/** A parameter's name as look-ups compare it: without `@`, in lower case. */
export function lookupName(name: string): string {
  return bareName(name).toLowerCase();
}

/** The first name that means a parameter named before, cut short; undefined where there is none. */
function repeatedName(parameters: readonly { readonly Name: string }[]): string | undefined {
  const seen = new Set<string>();
  for (const { Name } of parameters) {
    const name = lookupName(Name);
    if (seen.has(name)) return bareName(Name).slice(0, 128);
    seen.add(name);
  }
  return undefined;
}

/** A parameter's name without its `@`. */
export function bareName(name: string): string {
  return name.startsWith("@") ? name.slice(1) : name;
}

/** The parameter of that name, given with or without `@` and in any letter case. */
export function findParameter(request: InterjectRequest, name: string): RequestParameter | undefined {
  const wanted = lookupName(name);
  return request.RequestParameterList.find((parameter) => lookupName(parameter.Name) === wanted);
}

/**
 * The parameter list to answer with: the request's own, in order, with `OutputValue` set from `outputs` and
 * the sentences of `problems` in `UserValidationMessage`. An output is found as a routine's argument is, by
 * its name or its normal form. A name that the request does not list is passed over, for the data portal
 * decides which parameters there are.
 * @example completeParameters(request, new Map([[returnErrorParameter, "The period is closed."]]), [])
 */
export function completeParameters(
  request: InterjectRequest,
  outputs: ReadonlyMap<string, string | null>,
  problems: readonly ParameterProblem[],
): readonly RequestParameter[] {
  const outputsOf = byName(outputs, ([name]) => name);
  const sentencesOf = byName(problems, ({ name }) => name);
  return request.RequestParameterList.map((parameter) => {
    const output = outputsOf(parameter.Name).at(-1);
    const messages = sentencesOf(parameter.Name).map(({ message }) => message);
    return {
      ...parameter,
      OutputValue: output === undefined ? parameter.OutputValue : output[1],
      UserValidationMessage: messages.join("\n") || parameter.UserValidationMessage,
    };
  });
}
