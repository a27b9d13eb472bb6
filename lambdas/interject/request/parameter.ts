import * as v from "valibot";
import { type ParameterProblem, RequestInvalid } from "../errors.ts";
import { listed, normalName } from "./normal-name.ts";
import type { LocalDate, LocalDateTime } from "./parse-date.ts";
import type { Decimal } from "./parse-number.ts";
import {
  bigIntegerReader,
  booleanReader,
  dateReader,
  dateTimeReader,
  decimalReader,
  floatReader,
  integerReader,
  moneyReader,
  type Reader,
  shapeOf,
  textReader,
} from "./reader.ts";
import { bareName, findParameter, type InterjectRequest, type RequestParameter } from "./request.ts";
import { isSystemName } from "./system-parameters.ts";
import { undeclaredParameters } from "./undeclared.ts";

/**
 * The building blocks with which a report declares its parameters. Each is a valibot schema over the text
 * that arrives (null where the parameter is missing), so more checks can be piped on. A check's message is a
 * sentence for the person in Excel and follows the parameter's name.
 * @example
 * parameters: {
 *   CompanyName: v.pipe(text(), v.maxLength(40, "This must have at most 40 characters.")),
 * }
 */
export type ParameterSchema<Value> = v.GenericSchema<string | null, Value>;

/** What a declaration says of itself, in the schema's metadata: for forms, not for reading. */
export interface ParameterMetadata {
  /** The building block's name. */
  readonly kind: string;
  /** What the text must be, to stand behind "must be" in a sentence. */
  readonly expected: string;
  /** The only words that fit; null where others do. */
  readonly allowed: readonly string[] | null;
  /** Whether the parameter may be missing. */
  readonly isOptional: boolean;
}

/** Declarations by parameter name, without `@`. */
export type ParameterEntries = Readonly<Record<string, ParameterSchema<unknown>>>;

/** What a report is given for its declarations. */
export type ParameterValues<Entries extends ParameterEntries> = {
  readonly [Name in keyof Entries]: v.InferOutput<Entries[Name]>;
};

/**
 * A text that is not blank, kept as it is.
 * @example parameters: { CompanyName: text() }
 */
export const text = (): ParameterSchema<string> => required("text", textReader());

/**
 * A whole number, `min` and `max` included; without them any that a double holds exactly.
 * @example parameters: { Year: integer({ min: 1900, max: 2100 }) }
 */
export const integer = ({
  min = Number.MIN_SAFE_INTEGER,
  max = Number.MAX_SAFE_INTEGER,
}: {
  readonly min?: number;
  readonly max?: number;
} = {}): ParameterSchema<number> => required("integer", integerReader(min, max));

/**
 * A whole number of 64 bits.
 * @example parameters: { LedgerID: bigInteger() }
 */
export const bigInteger = (): ParameterSchema<bigint> => required("bigInteger", bigIntegerReader());

/**
 * A decimal number of up to 38 digits, exact, as text in one spelling: `-12.5`.
 * @example parameters: { Rate: decimal() }
 */
export const decimal = (): ParameterSchema<Decimal> => required("decimal", decimalReader);

/**
 * An amount of money, exact, as text in one spelling; `$1,234.50` and `(12.50)` are read too.
 * @example parameters: { CreditLimit: money() }
 */
export const money = (): ParameterSchema<Decimal> => required("money", moneyReader(64));

/**
 * A number as a double, for measures and shares. {@link money} and {@link decimal} stay exact.
 * @example parameters: { Share: float() }
 */
export const float = (): ParameterSchema<number> => required("float", floatReader("double"));

/**
 * True or false, in the protocol's words: yes and no, 1 and 0 are read too.
 * @example parameters: { OnlyOpen: boolean() }
 */
export const boolean = (): ParameterSchema<boolean> => required("boolean", booleanReader);

/**
 * A day: `2026-06-16`. A time of day other than midnight is refused.
 * @example parameters: { DueDate: date() }
 */
export const date = (): ParameterSchema<LocalDate> => required("date", dateReader);

/**
 * A day and a time of day, without a zone: `2026-06-16T11:04:08`.
 * @example parameters: { ChangedSince: dateTime() }
 */
export const dateTime = (): ParameterSchema<LocalDateTime> => required("dateTime", dateTimeReader());

/**
 * One of the given words. Letter case and blanks around it do not count; the report gets the word given here.
 * @example parameters: { Status: oneOf(["Open", "Closed"]) } // "open" is read as "Open"
 */
export const oneOf = <const Word extends string>(allowed: readonly Word[]): ParameterSchema<Word> => {
  const words = new Map(allowed.map((word) => [word.toLowerCase(), word]));
  const reader: Reader<Word> = {
    expected: `one of ${allowed.join(", ")}`,
    read: (value) => words.get(value.trim().toLowerCase()),
  };
  return required("oneOf", reader, allowed);
};

/**
 * Allows a parameter to be missing, empty or blank: its value is null then.
 * @example parameters: { DueDate: optional(date()) }
 */
export function optional<Value>(schema: ParameterSchema<Value>): ParameterSchema<Value | null> {
  return v.pipe(
    v.nullable(v.string()),
    v.transform((value) => (isBlank(value) ? null : value)),
    v.nullable(schema),
    v.metadata({ ...v.getMetadata(schema), isOptional: true }),
  );
}

function required<Value>(
  kind: string,
  reader: Reader<Value>,
  allowed: readonly string[] | null = null,
): ParameterSchema<Value> {
  const metadata: ParameterMetadata = { kind, expected: reader.expected, allowed, isOptional: false };
  return v.pipe(
    v.nullable(v.string()),
    v.metadata({ ...metadata }),
    v.rawTransform<string | null, Value>(({ dataset: { value }, addIssue, NEVER }) => {
      const result = isBlank(value) ? undefined : reader.read(value);
      if (result !== undefined) return result;
      const message = isBlank(value)
        ? `This needs a value: ${reader.expected}.`
        : `This must be ${reader.expected}, but is ${shapeOf(value)}.`;
      addIssue({ message });
      return NEVER;
    }),
  );
}

function isBlank(value: string | null): value is null {
  return value === null || value.trim() === "";
}

/** Either the values of all declared texts, or a sentence for each text that does not fit. */
export type Reading<Entries extends ParameterEntries> =
  | { readonly values: ParameterValues<Entries>; readonly problems: readonly [] }
  | { readonly values: null; readonly problems: readonly ParameterProblem[] };

/** Reads every declaration from the text that `textOf` has for its name. */
export function readEntries<Entries extends ParameterEntries>(
  entries: Entries,
  textOf: (name: string) => string | null,
): Reading<Entries> {
  const problems: ParameterProblem[] = [];
  const values: [string, unknown][] = [];
  for (const [name, schema] of Object.entries(entries)) {
    const result = v.safeParse(schema, textOf(name));
    if (result.success) values.push([name, result.output]);
    else problems.push({ name, message: result.issues.map(({ message }) => message).join(" ") });
  }
  if (problems.length > 0) return { values: null, problems };
  return { values: Object.fromEntries(values) as ParameterValues<Entries>, problems: [] };
}

/** One line for each problem, with the parameter's name in front. */
export function describeProblems(problems: readonly ParameterProblem[]): string {
  return problems.map(({ name, message }) => `${name}: ${message}`).join("\n");
}

/**
 * Reads a report's declared parameters from a request. A declaration finds the parameter of its name, with or
 * without `@` and in any letter case, or else the only one of the same normal form: `CustomerID` finds
 * `Customer ID`.
 * @throws RequestInvalid `parameter` with every parameter that does not fit, in the order of the
 * declarations, and then those that are not declared
 * @example readParameters({ CompanyName: optional(text()), Year: integer({ min: 1900 }) }, request).Year
 */
export function readParameters<const Entries extends ParameterEntries>(
  entries: Entries,
  request: InterjectRequest,
): ParameterValues<Entries> {
  const sent = new Map(Object.keys(entries).map((name) => [name, sentFor(name, request)]));
  const { values, problems } = readEntries(entries, (name) => sent.get(name)?.InputValue ?? null);
  const undeclared = undeclaredParameters(sent, request);
  if (values !== null && undeclared.length === 0) return values;
  const told = problems.map(({ name, message }) => ({
    name,
    message: sent.get(name) === undefined ? `${message} ${notSent(request)}` : message,
  }));
  told.push(...undeclared);
  throw new RequestInvalid("parameter", describeProblems(told), told);
}

/** @throws RequestInvalid `parameter` where several parameters could be meant, with the names of all */
function sentFor(name: string, request: InterjectRequest): RequestParameter | undefined {
  // A system parameter is what Interject calls so, to the letter.
  if (isSystemName(name)) return findParameter(request, name);
  const formula = request.RequestParameterList.filter(({ Name }) => !isSystemName(Name));
  const meant = formula.filter(({ Name }) => normalName(Name) === normalName(name));
  const [only, another] = meant;
  if (another === undefined) return only;
  const names = listed(meant.map(({ Name }) => bareName(Name)));
  const message = `The names ${names} mean the same. Ask your administrator to leave one of them in the data portal.`;
  throw new RequestInvalid("parameter", message, [{ name, message }]);
}

function notSent({ RequestParameterList }: InterjectRequest): string {
  const names = RequestParameterList.map(({ Name }) => bareName(Name)).filter((name) => !isSystemName(name));
  return `The data portal does not send it; it sends ${names.length === 0 ? "no parameters" : listed(names)}.`;
}
