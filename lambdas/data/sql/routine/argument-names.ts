import { type ParameterProblem, UserError } from "../../../interject/errors.ts";
import { listed, normalName } from "../../../interject/request/normal-name.ts";
import { isSystemName, parameterKey } from "../../../interject/request/system-parameters.ts";
import type { Routine, RoutineParameter } from "../engines/engine.ts";

/** What is known of an argument before its value is read. */
interface Named {
  /** As the sender wrote it, without `@`. */
  readonly name: string;
  readonly mustBeDeclared: boolean;
}

/** Which argument each parameter of a routine is given, found to the letter or by the form of both names. */
export interface Matched<Argument> {
  /** By the parameters' exact names. */
  readonly arguments: ReadonlyMap<string, Argument>;
  /** Arguments and parameters of which each could mean several of the others. */
  readonly problems: readonly ParameterProblem[];
}

/**
 * Finds each parameter's argument. A name that both sides write alike, letter case aside, comes first;
 * otherwise `CustomerID` means `customer_id` where nothing else could be meant. A system parameter is what
 * Interject calls so, however the routine writes it.
 * @param given by their {@link parameterKey}
 */
export function matchNames<Argument extends Named>(
  routine: Routine,
  given: ReadonlyMap<string, Argument>,
): Matched<Argument> {
  const matched = new Map<string, Argument>();
  const taken = new Map<string, Argument>();
  const open: RoutineParameter[] = [];
  for (const parameter of routine.parameters) {
    const key = parameterKey(parameter.name);
    const argument = given.get(key);
    if (argument !== undefined) {
      matched.set(parameter.name, argument);
      taken.set(key, argument);
    } else if (!isSystemName(parameter.name)) open.push(parameter);
  }
  const left = [...given].filter(([key]) => !taken.has(key) && !isSystemName(key)).map(([, one]) => one);
  if (open.length === 0 && !left.some(({ mustBeDeclared }) => mustBeDeclared))
    return { arguments: matched, problems: [] };

  const byForm = Map.groupBy([...taken.values(), ...left], ({ name }) => normalName(name));
  const parametersByForm = Map.groupBy(open, ({ name }) => normalName(name));
  const problems: ParameterProblem[] = [];
  for (const argument of left) {
    const form = normalName(argument.name);
    const others = byForm.get(form) ?? [];
    const parameters = parametersByForm.get(form) ?? [];
    const [parameter, another] = parameters;
    if (another !== undefined) problems.push(ambiguous(routine, argument, parameters));
    else if (others.length > 1 && (parameter !== undefined || argument.mustBeDeclared))
      problems.push(alike(argument, others));
    else if (parameter !== undefined) matched.set(parameter.name, argument);
  }
  return { arguments: matched, problems };
}

/**
 * The argument that a statement's `@Name` means.
 * @throws UserError where it means none or several
 */
export function argumentNamed<Argument extends Named>(
  name: string,
  given: ReadonlyMap<string, Argument>,
): Argument {
  const exact = given.get(parameterKey(name));
  if (exact !== undefined) return exact;
  const form = normalName(name);
  const alikes = isSystemName(name)
    ? []
    : [...given.values()].filter((argument) => normalName(argument.name) === form);
  const [only, another] = alikes;
  if (only !== undefined && another === undefined) return only;
  if (only !== undefined) throw new UserError(`${only.name}: ${alike(only, alikes).message}`);
  throw new UserError(
    `The statement of this data portal needs ${name}, which it does not send. ${whatIsSent(given)} Ask your administrator to add the parameter.`,
  );
}

/** What the data portal sends, for a message about what is missing. System parameters go without saying. */
export function whatIsSent(given: ReadonlyMap<string, Named>): string {
  const names = [...given.values()].map(({ name }) => name).filter((name) => !isSystemName(name));
  return names.length === 0 ? "It sends no parameters." : `It sends ${listed(names)}.`;
}

function ambiguous(
  { schema, name }: Routine,
  argument: Named,
  parameters: readonly RoutineParameter[],
): ParameterProblem {
  const names = listed(parameters.map((parameter) => parameter.name));
  return {
    name: argument.name,
    message: `${schema}.${name} has several parameters that it could mean: ${names}. Ask your administrator to write the name as it stands there.`,
  };
}

function alike({ name }: Named, others: readonly Named[]): ParameterProblem {
  const names = listed(others.map((other) => other.name));
  return {
    name,
    message: `The names ${names} mean the same. Ask your administrator to leave one of them in the data portal.`,
  };
}
