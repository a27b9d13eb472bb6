import * as v from "valibot";
import { type LocalDate, type LocalDateTime, readDate, readDateTime } from "./date-time.ts";
import { RequestInvalid } from "./errors.ts";
import { findParameter, type InterjectRequest } from "./request.ts";
import {
  type Decimal,
  readBigInteger,
  readBoolean,
  readDecimal,
  readFloat,
  readInteger,
  readMoney,
  shapeOf,
} from "./value.ts";

/**
 * The building blocks with which a report declares its parameters: valibot schemas over what the wire carries, a text or
 * null. All of them are required unless wrapped in {@link optional}; any valibot action can follow, `v.pipe(text(), v.maxLength(40))`.
 */
export type ParameterSchema<Output = unknown> = v.GenericSchema<string | null, Output>;

/** A report's declarations by parameter name; the name is matched without `@` and in any case. */
export type ParameterEntries = Readonly<Record<string, ParameterSchema>>;

/** What a report gets for its declarations. */
export type ParameterValues<Entries extends ParameterEntries> = {
  readonly [Name in keyof Entries]: v.InferOutput<Entries[Name]>;
};

/** A text as it was sent, spaces included; one of spaces only counts as empty. */
export function text(): ParameterSchema<string> {
  return required("a text", (value) => value);
}

/** A whole number, by default within 32 bits. */
export function integer({ min = -2_147_483_648, max = 2_147_483_647 } = {}): ParameterSchema<number> {
  return required(`a whole number from ${min} to ${max}`, (value) => readInteger(value, min, max));
}

/** A whole number of 64 bits. */
export function bigInteger(): ParameterSchema<bigint> {
  return required("a whole number of up to 19 digits", readBigInteger);
}

/** An exact decimal number, as its digits. */
export function decimal(): ParameterSchema<Decimal> {
  return required("a number such as 1234.50", readDecimal);
}

/** An exact amount, as its digits; `$1,234.50` and `(12.50)` are read too. */
export function money(): ParameterSchema<Decimal> {
  return required("an amount such as 1234.50", readMoney);
}

/** A floating-point number. */
export function float(): ParameterSchema<number> {
  return required("a number", readFloat);
}

/** true, yes, y, t, 1 or false, no, n, f, 0. */
export function boolean(): ParameterSchema<boolean> {
  return required("yes or no", readBoolean);
}

/** A date, `2026-06-16`; also read from Excel's serial numbers and `6/16/2026`. */
export function date(): ParameterSchema<LocalDate> {
  return required("a date such as 2026-06-16", readDate);
}

/** A date and time without a zone, `2026-06-16T11:04:08`. */
export function dateTime(): ParameterSchema<LocalDateTime> {
  return required("a date and time such as 2026-06-16 11:04:08", readDateTime);
}

/** One of these texts, in any case; the value is the one as listed here. */
export function oneOf<const Choice extends string>(choices: readonly Choice[]): ParameterSchema<Choice> {
  return required(`one of ${choices.join(", ")}`, (value) =>
    choices.find((choice) => choice.toLowerCase() === value.trim().toLowerCase()),
  );
}

/** The same, or null when the parameter was not sent or is empty. */
export function optional<Output>(schema: ParameterSchema<Output>): ParameterSchema<Output | null> {
  return v.pipe(
    v.nullable(v.string()),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      if (isEmpty(dataset.value)) return null;
      const result = v.safeParse(schema, dataset.value);
      if (result.success) return result.output;
      addIssue({ message: result.issues[0].message });
      return NEVER;
    }),
  );
}

/**
 * Reads a report's parameters from a request.
 * @throws RequestInvalid `parameter` with a sentence for every parameter that does not fit, not just the first
 */
export function readParameters<const Entries extends ParameterEntries>(
  entries: Entries,
  request: InterjectRequest,
): ParameterValues<Entries> {
  const values: Record<string, unknown> = {};
  const problems = [];
  for (const [name, schema] of Object.entries(entries)) {
    const result = v.safeParse(schema, findParameter(request, name)?.InputValue ?? null);
    if (result.success) values[name] = result.output;
    else problems.push({ name, message: result.issues[0].message });
  }
  if (problems.length === 0) return values as ParameterValues<Entries>;
  const summary = problems.map(({ name, message }) => `${name}: ${message}`).join("\n");
  throw new RequestInvalid("parameter", summary, problems);
}

function required<Output>(
  expected: string,
  read: (value: string) => Output | undefined,
): ParameterSchema<Output> {
  return v.pipe(
    v.nullable(v.string()),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const { value } = dataset;
      const output = value === null || isEmpty(value) ? undefined : read(value);
      if (output !== undefined) return output;
      addIssue({
        message: `Enter ${expected}${value === null || isEmpty(value) ? "" : `; this is ${shapeOf(value)}`}.`,
      });
      return NEVER;
    }),
  );
}

function isEmpty(value: string | null): boolean {
  return value === null || value.trim() === "";
}
